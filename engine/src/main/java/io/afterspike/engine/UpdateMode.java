package io.afterspike.engine;

import java.util.Locale;

/**
 * When the weights change.
 *
 * @param every 1: online, after every time step; W: after every W steps, with the mean gradient of
 *     those steps; 0: offline, once at the end of the sequence, with the mean gradient of all steps
 */
public record UpdateMode(int every) {
  /** After every time step, inside the sequence. */
  public static final UpdateMode ONLINE = new UpdateMode(1);

  /** Once at the end of each sequence. */
  public static final UpdateMode OFFLINE = new UpdateMode(0);

  /**
   * Checks the number of steps.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public UpdateMode {
    Require.atLeast("every", 0, every);
  }

  /**
   * Every {@code steps} time steps. What is left at the end of a sequence is applied there, as the
   * mean of the steps it holds.
   */
  public static UpdateMode every(int steps) {
    return new UpdateMode(Require.atLeast("every", 1, steps));
  }

  /** Whether the weights change only at the end of a sequence. */
  public boolean offline() {
    return every == 0;
  }

  /**
   * The mode named {@code online}, {@code offline} or {@code every:W}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static UpdateMode named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.equals("online")) {
      return ONLINE;
    }
    if (wanted.equals("offline")) {
      return OFFLINE;
    }
    if (wanted.matches("every:[1-9][0-9]{0,8}")) {
      return every(Integer.parseInt(wanted.substring(6)));
    }
    throw new IllegalArgumentException(
        "mode: expected online, offline or every:W with a whole number W, found '" + name + "'");
  }

  @Override
  public String toString() {
    return every == 1 ? "online" : every == 0 ? "offline" : "every:" + every;
  }
}
