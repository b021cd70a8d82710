package io.afterspike.bench.limits;

import io.afterspike.kernels.cpu.Lanes;
import io.afterspike.kernels.cuda.CudaDevice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where something was measured.
 *
 * @param processor the processor's name
 * @param processors how many there are
 * @param system the operating system
 * @param java the Java machine
 * @param vectorBits the width of the kernels' vectors
 * @param accelerator the GPU that is measured, and its driver; empty if none is
 * @param load how many processes wanted a processor in the last minute; negative if not known
 */
public record Surroundings(
    String processor,
    int processors,
    String system,
    String java,
    int vectorBits,
    String accelerator,
    double load) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** Those of this process, now. */
  public static Surroundings now() {
    return new Surroundings(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        Lanes.FLOATS.vectorBitSize(),
        "",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** The same with a GPU. */
  public Surroundings with(CudaDevice device) {
    String driver = DriverVersion.installed();
    String text = device + (driver.isEmpty() ? "" : ", driver " + driver);
    return new Surroundings(processor, processors, system, java, vectorBits, text, load);
  }

  private static String processorName() {
    try {
      return processor(Files.readAllLines(PROCESSORS));
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  static String processor(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown processor");
  }

  /** Whether something else ran beside what was measured. */
  public boolean busy() {
    return load > 0.5;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %s; %s; %d-bit vectors%s; load %.1f at the start%s",
        processor,
        processors,
        system,
        java,
        vectorBits,
        accelerator.isEmpty() ? "" : "; " + accelerator,
        load,
        busy() ? " (busy)" : "");
  }
}
