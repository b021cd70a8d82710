package io.afterspike.bench.study;

/**
 * How long is measured.
 *
 * @param warmSeconds how long each side runs before, at least two sequences
 * @param cellSeconds how long the rounds of a cell go on
 * @param leastRounds so many rounds are run whatever they take
 * @param mostRounds no more are
 */
public record StudyPace(double warmSeconds, double cellSeconds, int leastRounds, int mostRounds) {
  /** Enough for a claim. */
  public static final StudyPace USUAL = new StudyPace(0.3, 2, 5, 25);

  /** Enough for a look. */
  public static final StudyPace QUICK = new StudyPace(0.1, 0.4, 3, 11);
}
