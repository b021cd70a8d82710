package io.afterspike.bench.check;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A part in a process of its own, which may crash or hang as it likes. It leaves {@code NAME.json},
 * if it printed that, and what it said on the way in {@code NAME.log}.
 */
final class PartProcess {
  private static final String INCUBATOR = "WARNING: Using incubator modules";
  private static final int LINES = 12;
  private static final long TICK_MILLIS = 200;

  private final CheckPart part;
  private final List<String> command;
  private final Path json;
  private final Path log;

  /**
   * Prepares it.
   *
   * @param command what is started
   * @param folder where its files are left
   */
  PartProcess(CheckPart part, List<String> command, Path folder) {
    this.part = part;
    this.command = command;
    this.json = folder.resolve(part.name() + ".json");
    this.log = folder.resolve(part.name() + ".log");
  }

  /**
   * Starts it and waits for it.
   *
   * @param limitSeconds when it is stopped
   * @param tick told a few times a second what it said last, which may be nothing
   */
  PartResult run(double limitSeconds, Consumer<String> tick)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(json.toFile())
            .redirectError(log.toFile())
            .start();
    Thread guard = new Thread(() -> kill(process), "afterspike-check-end");
    Runtime.getRuntime().addShutdownHook(guard);
    boolean ended;
    try {
      process.getOutputStream().close();
      ended = waitFor(process, limitSeconds, tick);
    } finally {
      kill(process);
      Runtime.getRuntime().removeShutdownHook(guard);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (!ended) {
      boolean gone = process.waitFor(5, TimeUnit.SECONDS);
      String why = "stopped after %.0f s".formatted(limitSeconds) + (gone ? "" : ", but lives on");
      return failed(seconds, why);
    }
    return read(process.exitValue(), seconds);
  }

  private boolean waitFor(Process process, double limitSeconds, Consumer<String> tick)
      throws InterruptedException {
    long end = System.nanoTime() + (long) (limitSeconds * 1e9);
    while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() > end) {
        return false;
      }
      List<String> said = said(1);
      tick.accept(said.isEmpty() ? "" : said.get(0));
    }
    return true;
  }

  /** With all that it started. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Exit code 0 and 1 come with a result: all well, and not all well. */
  private PartResult read(int code, double seconds) throws IOException {
    if (code != 0 && code != 1) {
      return failed(seconds, "ended with exit code " + code);
    }
    Findings findings;
    try {
      findings = part.reader().apply(new JsonObject(Json.read(json)));
    } catch (IllegalArgumentException e) {
      return failed(seconds, "ended with exit code " + code + ", no result: " + e.getMessage());
    }
    boolean passed = code == 0 && findings.problems().isEmpty();
    return new PartResult(part, passed, seconds, findings.summary(), findings, said(LINES));
  }

  private PartResult failed(double seconds, String why) throws IOException {
    if (Files.size(json) == 0) {
      Files.delete(json);
    }
    List<String> said = said(LINES);
    String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1);
    return new PartResult(part, false, seconds, why + last, null, said);
  }

  /** The last lines of the log. */
  private List<String> said(int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith(INCUBATOR))
              .toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("its log cannot be read: " + e);
    }
  }
}
