package io.afterspike.bench.check;

import java.util.List;

/**
 * How a part ended.
 *
 * @param part the part
 * @param passed whether it ended in time, well, and with nothing to object to
 * @param seconds how long it took
 * @param summary what it found, or why it failed, in one line
 * @param findings what it found, or null if it left nothing that can be read
 * @param said the last lines that it said about itself
 */
public record PartResult(
    CheckPart part,
    boolean passed,
    double seconds,
    String summary,
    Findings findings,
    List<String> said) {
  /** Copies the list. */
  public PartResult {
    said = List.copyOf(said);
  }

  /** A part that was not started. */
  static PartResult notRun(CheckPart part, String reason) {
    return new PartResult(part, false, 0, "not run: " + reason, null, List.of());
  }
}
