package io.afterspike.kernels.cuda.driverdouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jcuda.LibUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How JCuda's native half comes into a process of its own. */
class JCudaLoadingTest {
  @TempDir Path folder;

  /** Prints the first device. */
  public static final class ShowDevice {
    private ShowDevice() {}

    /** Takes nothing. */
    public static void main(String[] arguments) {
      System.out.println(CudaDevice.first().name());
    }
  }

  /** JCuda itself would take the half-written file, and Java would end with a signal. */
  @Test
  void whatAKilledProcessLeftDoesNoHarm() throws IOException, InterruptedException {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    String name = LibUtils.createPlatformLibraryName("JCudaDriver-12.6.0");
    Path left = temporary.resolve(LibUtils.createLibraryFileName(name));
    try (var in = getClass().getResourceAsStream("/lib/" + left.getFileName())) {
      Files.write(left, in.readNBytes(300_000));
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WithDriverDouble.class.getName(),
                ShowDevice.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);
    assertEquals(0, process.exitValue(), said);
    assertEquals("Double of a GPU", said.strip());
    try (Stream<Path> files = Files.list(temporary)) {
      List<Path> kept = files.filter(f -> !f.toString().contains("hsperfdata")).toList();
      assertEquals(List.of(left), kept, "nothing else is left");
    }
  }
}
