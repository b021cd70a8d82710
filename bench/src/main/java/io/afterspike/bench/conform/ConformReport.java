package io.afterspike.bench.conform;

import java.io.PrintWriter;
import java.util.List;

/** What became of all checks of a run. */
public final class ConformReport {
  private final String folder;
  private final String engine;
  private final String description;
  private final List<Check> checks;
  private final double seconds;

  ConformReport(
      String folder, String engine, String description, List<Check> checks, double seconds) {
    this.folder = folder;
    this.engine = engine;
    this.description = description;
    this.checks = List.copyOf(checks);
    this.seconds = seconds;
  }

  String folder() {
    return folder;
  }

  String engine() {
    return engine;
  }

  /** What the engine ran on. */
  String description() {
    return description;
  }

  List<Check> checks() {
    return checks;
  }

  /** How long the run took. */
  public double seconds() {
    return seconds;
  }

  /** How many checks were made: those that passed and those that failed. */
  public long checked() {
    return checks.size() - notChecked();
  }

  /** How many checks failed. */
  public long failed() {
    return count(Verdict.FAILED);
  }

  /** How many things the vectors hold that nothing checks. */
  public long notChecked() {
    return count(Verdict.NOT_CHECKED);
  }

  private long count(Verdict verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  /** The last line of the report. */
  public String summary() {
    return "%d checks, %d failed, %d not checked".formatted(checked(), failed(), notChecked());
  }

  /**
   * Prints the tables, what failed, and the summary.
   *
   * @param verbose whether every check is listed before
   */
  public void print(PrintWriter out, boolean verbose) {
    ConformTable.print(this, out, verbose);
  }

  /** Prints everything as one JSON object. */
  public void printJson(PrintWriter out) {
    ConformJson.print(this, out);
  }
}
