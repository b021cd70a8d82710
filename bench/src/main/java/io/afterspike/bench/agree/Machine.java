package io.afterspike.bench.agree;

import io.afterspike.bench.process.JavaCommand;
import io.afterspike.engine.agreement.AgreementReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another Java machine to compare on: the vector width and the compilers are fixed when one starts.
 *
 * @param name what it is called in reports, such as {@code 256 bits, interpreter}
 * @param flags the flags that it is started with
 * @param plan what it compares
 */
public record Machine(String name, List<String> flags, Plan plan) {
  private static final int[] WIDTHS = {128, 256, 512};
  private static final int CALLS = 20_000;
  private static final long LIMIT_MINUTES = 15;

  /**
   * Every vector width under the interpreter, the quick compiler C1 and the optimising compiler C2,
   * which gets every operation warm first.
   *
   * @param plan what this machine compares
   * @param quick a third of them, and fewer cases
   */
  public static List<Machine> all(Plan plan, boolean quick) {
    int operations = Math.max(1, plan.operations() / 4);
    int trainings = Math.max(1, plan.trainings() / 8);
    Plan compiled = plan.with(operations, trainings, 0);
    Plan warm = plan.with(operations, trainings, CALLS);
    List<Machine> machines = new ArrayList<>();
    for (int bits : WIDTHS) {
      String width = bits + " bits, ";
      String property = "-Dafterspike.vectorBits=" + bits;
      if (!quick || bits == 512) {
        List<String> flags = List.of(property, "-Xint");
        machines.add(new Machine(width + "interpreter", flags, plan.interpreted()));
      }
      if (!quick || bits == 128) {
        List<String> flags = List.of(property, "-XX:TieredStopAtLevel=1");
        machines.add(new Machine(width + "C1", flags, compiled));
      }
      if (!quick || bits == 256) {
        // Foreground compilation: after the calls the compiled code is there.
        List<String> flags = List.of(property, "-Xbatch");
        machines.add(new Machine(width + "C2", flags, warm));
      }
    }
    return machines;
  }

  /**
   * Starts it, waits for it and reads its report; a machine that fails is a problem in the report.
   */
  public AgreementReport run() {
    AgreementReport report = new AgreementReport();
    Path errors = null;
    try {
      errors = Files.createTempFile("afterspike-agree", ".log");
      Process process = new ProcessBuilder(command()).redirectError(errors.toFile()).start();
      Thread guard = new Thread(process::destroyForcibly, "afterspike-agree-end");
      Runtime.getRuntime().addShutdownHook(guard);
      try {
        read(process, errors, report);
      } finally {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(guard);
      }
    } catch (IOException | IllegalArgumentException e) {
      report.problem(name + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      report.problem(name + ": interrupted");
    } finally {
      delete(errors);
    }
    return report;
  }

  private void read(Process process, Path errors, AgreementReport report)
      throws IOException, InterruptedException {
    Thread watchdog = new Thread(() -> stopLate(process), "afterspike-agree-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    int code = process.waitFor();
    watchdog.interrupt();
    if (code == 0) {
      report.merge(AgreementReport.parse(lines));
    } else {
      String said = String.join(" | ", Files.readAllLines(errors, StandardCharsets.UTF_8));
      report.problem(name + ": Java ended with exit code " + code + ": " + said);
    }
  }

  private static void stopLate(Process process) {
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // It has ended in time.
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> all = new ArrayList<>();
    all.add("-XX:+UseSerialGC"); // no threads beside those that are tested
    all.addAll(flags);
    List<String> arguments = new ArrayList<>();
    arguments.add(name);
    arguments.addAll(plan.arguments());
    return JavaCommand.of(all, Machine.class.getName(), arguments);
  }

  /** The other machine's side: the name and the plan come in, the report's lines go out. */
  public static void main(String[] arguments) {
    List<String> all = List.of(arguments);
    AgreementReport report = Plan.of(all.subList(1, all.size())).run(all.get(0), () -> {});
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    report.lines().forEach(out::println);
    out.flush();
  }
}
