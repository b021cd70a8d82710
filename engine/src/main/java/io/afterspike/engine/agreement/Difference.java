package io.afterspike.engine.agreement;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far two results are apart: every element compared by its raw bits; NaN equals NaN.
 *
 * @param elements how many values were compared
 * @param differing how many of them had other bits
 * @param histogram how many of them differed by how many ulp, in the classes of {@link #classes};
 *     not to be modified
 * @param first where the first one is and what was there, or nothing
 */
public record Difference(long elements, long differing, long[] histogram, String first) {
  private static final int DOUBLINGS = 24;
  private static final String[] CLASS_NAMES = classNames();

  /** Nothing compared yet. */
  public static final Difference NONE = new Difference(0, 0, new long[classes()], "");

  /**
   * The number of the histogram's classes: the sign of zero only, 1, 2, 3 to 4, 5 to 8 and so on to
   * 2²³ ulp, more, and one NaN against a number.
   */
  public static int classes() {
    return CLASS_NAMES.length;
  }

  private static String[] classNames() {
    String[] names = new String[DOUBLINGS + 3];
    names[0] = "sign of 0";
    names[1] = "1";
    names[2] = "2";
    for (int k = 3; k <= DOUBLINGS; k++) {
      names[k] = (1 << (k - 2)) + 1 + ".." + (1 << (k - 1));
    }
    names[DOUBLINGS + 1] = "more";
    names[DOUBLINGS + 2] = "only one NaN";
    return names;
  }

  /** Compares all arrays of two results. A missing array or another length is a difference, too. */
  public static Difference between(Results expected, Results actual) {
    Difference sum = NONE;
    for (String name : expected.arrays().keySet()) {
      float[] found = actual.arrays().get(name);
      sum = sum.plus(between(name, expected.array(name), found == null ? new float[0] : found));
    }
    for (String name : actual.arrays().keySet()) {
      if (!expected.arrays().containsKey(name)) {
        sum = sum.plus(between(name, new float[0], actual.array(name)));
      }
    }
    return sum;
  }

  /** Compares two arrays; elements that only one of them has all differ. */
  public static Difference between(String name, float[] expected, float[] actual) {
    int common = Math.min(expected.length, actual.length);
    int elements = Math.max(expected.length, actual.length);
    long[] histogram = new long[classes()];
    long differing = elements - common;
    histogram[DOUBLINGS + 1] += differing;
    String first = "";
    for (int k = 0; k < common; k++) {
      if (Results.bits(expected[k]) == Results.bits(actual[k])) {
        continue;
      }
      differing++;
      histogram[classOf(expected[k], actual[k])]++;
      if (first.isEmpty()) {
        first =
            String.format(
                Locale.ROOT, "%s[%d]: expected %a, found %a", name, k, expected[k], actual[k]);
      }
    }
    if (first.isEmpty() && differing > 0) {
      first = name + ": expected length " + expected.length + ", found " + actual.length;
    }
    return new Difference(elements, differing, histogram, first);
  }

  /** The number of floats from one number to another, 0 from −0 to +0. */
  public static long ulps(float a, float b) {
    return Math.abs(rank(a) - rank(b));
  }

  private static long rank(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits >= 0 ? bits : -(long) (bits & Integer.MAX_VALUE);
  }

  private static int classOf(float expected, float actual) {
    if (Float.isNaN(expected) || Float.isNaN(actual)) {
      return DOUBLINGS + 2;
    }
    long ulps = ulps(expected, actual);
    if (ulps <= 1) {
      return (int) ulps;
    }
    return Math.min(DOUBLINGS + 1, 65 - Long.numberOfLeadingZeros(ulps - 1));
  }

  /** Whether no bit differed. */
  public boolean equalBits() {
    return differing == 0;
  }

  /** Both together; the first difference is this one's, if it has any. */
  public Difference plus(Difference other) {
    long[] sum = Arrays.copyOf(histogram, histogram.length);
    for (int k = 0; k < sum.length; k++) {
      sum[k] += other.histogram[k];
    }
    return new Difference(
        elements + other.elements,
        differing + other.differing,
        sum,
        first.isEmpty() ? other.first : first);
  }

  /** Such as {@code 1 ulp: 12, 3..4 ulp: 1}; empty if nothing differed. */
  public String histogramText() {
    return IntStream.range(0, histogram.length)
        .filter(k -> histogram[k] > 0)
        .mapToObj(k -> className(k) + ": " + histogram[k])
        .collect(Collectors.joining(", "));
  }

  private static String className(int k) {
    return k == 0 || k > DOUBLINGS ? CLASS_NAMES[k] : CLASS_NAMES[k] + " ulp";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Difference d
        && elements == d.elements
        && differing == d.differing
        && Arrays.equals(histogram, d.histogram)
        && first.equals(d.first);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(elements) * 31 + Arrays.hashCode(histogram);
  }

  @Override
  public String toString() {
    return equalBits()
        ? elements + " elements with equal bits"
        : differing + " of " + elements + " elements differ (" + histogramText() + "); " + first;
  }
}
