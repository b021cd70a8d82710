package io.afterspike.bench.check;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.EngineUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Runs the parts of a check one after another. After each the page and the summary are written
 * anew: what is known stays known, whatever the next part does to the machine.
 */
public final class EngineCheck {
  /** The page that a check leaves. */
  public static final String PAGE = "check.html";

  private static final String SUMMARY = "check.json";
  private static final double LEAST_SECONDS = 1;

  private final String engine;
  private final List<CheckPart> parts;
  private final Function<CheckPart, List<String>> command;
  private final Path folder;

  /**
   * Prepares a check.
   *
   * @param engine the engine that is checked
   * @param parts what to do, in this order
   * @param command how to start a part
   * @param folder where the files are left; made if it is missing
   */
  public EngineCheck(
      String engine,
      List<CheckPart> parts,
      Function<CheckPart, List<String>> command,
      Path folder) {
    this.engine = engine;
    this.parts = List.copyOf(parts);
    this.command = command;
    this.folder = folder;
  }

  /**
   * Runs. A part may take half of the time that is left, the last one all of it.
   *
   * @param seconds how long all parts may take together
   * @throws EngineUnavailableException if the part {@link CheckPart#DEVICES} says so
   * @throws IOException if the folder cannot be written to
   */
  public CheckReport run(double seconds, Screen screen) throws IOException, InterruptedException {
    clear();
    Surroundings where = Surroundings.now();
    List<PartResult> results = new ArrayList<>();
    CheckReport report = new CheckReport(engine, where, parts, results);
    long start = System.nanoTime();
    try (ProgressLine progress = new ProgressLine(screen, "parts", 0, parts.size())) {
      for (CheckPart part : parts) {
        double left = seconds - (System.nanoTime() - start) * 1e-9;
        boolean last = results.size() == parts.size() - 1;
        double limit = last ? left : left / 2;
        PartResult result = run(part, limit, results.size(), progress, screen.kind());
        results.add(result);
        report = new CheckReport(engine, where, parts, results);
        if (part.name().equals(CheckPart.DEVICES) && result.passed()) {
          requireEngine();
        }
        write(report);
        progress.print(
            (result.passed() ? "passed  " : "FAILED  ") + part.name() + ": " + result.summary());
      }
      progress.finish(parts.size(), () -> "parts");
    }
    return report;
  }

  private PartResult run(
      CheckPart part, double limit, int done, ProgressLine progress, Screen.Kind kind)
      throws IOException, InterruptedException {
    if (limit < LEAST_SECONDS) {
      return PartResult.notRun(part, "the time is used up");
    }
    // A line that is written over has no room for what the part says.
    boolean live = kind == Screen.Kind.LIVE;
    long start = System.nanoTime();
    return new PartProcess(part, command.apply(part), folder)
        .run(
            limit,
            said -> progress.update(done, () -> status(part, start, limit, live ? "" : said)));
  }

  private static String status(CheckPart part, long start, double limit, String said) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    return "%s %d s of at most %.0f s  %s"
        .formatted(part.name(), seconds, limit, said)
        .stripTrailing();
  }

  private void requireEngine() {
    Path devices = folder.resolve(CheckPart.DEVICES + ".json");
    String reason = DevicesFindings.reason(new JsonObject(Json.read(devices)), engine);
    if (!reason.isEmpty()) {
      throw new EngineUnavailableException(engine, reason);
    }
  }

  /** Nothing of an earlier check stays. */
  private void clear() throws IOException {
    try {
      Files.createDirectories(folder);
      for (CheckPart part : parts) {
        Files.deleteIfExists(folder.resolve(part.name() + ".json"));
        Files.deleteIfExists(folder.resolve(part.name() + ".log"));
        Files.deleteIfExists(folder.resolve(part.name() + ".crash.log"));
      }
      Files.deleteIfExists(folder.resolve(PAGE));
      Files.deleteIfExists(folder.resolve(SUMMARY));
    } catch (IOException e) {
      throw new IOException(folder + ": expected a folder that can be written to: " + e, e);
    }
  }

  private void write(CheckReport report) throws IOException {
    byte[] json = Json.bytes(report.json());
    AtomicFiles.write(folder.resolve(SUMMARY), out -> out.write(json));
    CheckPage.of(report).write(folder.resolve(PAGE));
  }
}
