package io.afterspike.bench.conform;

import java.util.Locale;

/** What became of a check. */
enum Verdict {
  /** Within its limit. */
  PASSED,
  /** Beyond its limit, or the array could not be used. */
  FAILED,
  /** Nothing was compared. */
  NOT_CHECKED;

  /** As reports say it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
