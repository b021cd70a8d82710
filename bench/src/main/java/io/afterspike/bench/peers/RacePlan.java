package io.afterspike.bench.peers;

/**
 * How a race is run.
 *
 * @param rounds how often each side has its turn
 * @param burst sequences of a side in its turn; of more than one the first does not count, and the
 *     median of the others is the round's time
 * @param together how many sides are started side by side
 * @param limitSeconds how long a program may take to get ready or to run a sequence
 * @param budgetSeconds after this time no side is started and no round begun
 */
public record RacePlan(int rounds, int burst, int together, long limitSeconds, long budgetSeconds) {
  /** No limit that would be met. */
  public static final long UNLIMITED = 1_000_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RacePlan {
    require("rounds", rounds, 10_000);
    require("burst", burst, 10_000);
    require("together", together, 64);
    require("limit", limitSeconds, UNLIMITED);
    require("budget", budgetSeconds, UNLIMITED);
  }

  private static void require(String name, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + ": expected 1 to " + most + ", found " + value);
    }
  }
}
