package io.afterspike.kernels.cuda.strict;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers for a trial: all the kinds that have a way of their own through a kernel. */
final class Draw {
  private static final float[] LEAKS = {0f, 0.5f, 0.8807971f, 0.95257413f, 1f};
  private static final float[] THRESHOLDS = {0.5f, 1f, 1.5f};

  /** What most arrays of one trial are made of: a large number would hide the rest of its sum. */
  private enum Temper {
    MIXED,
    ORDINARY,
    DYADIC,
    TINY,
    EDGE
  }

  private final long seed;
  private final SplittableRandom random;
  private final boolean finite;
  private final Temper temper;
  private final Sights sights;

  Draw(long seed, Sights sights) {
    this.seed = seed;
    this.sights = sights;
    random = new SplittableRandom(seed);
    finite = seed % 8 != 3;
    temper =
        switch ((int) (seed % 8)) {
          case 1, 5 -> Temper.EDGE;
          case 3, 7 -> temper();
          default -> Temper.ORDINARY; // where a rounding more or less shows
        };
  }

  /** Notes that a trial showed this, if it did. */
  void sight(String label, boolean seen) {
    sights.add(label, seen);
  }

  /** One of the numbers below n, each in turn from trial to trial. */
  int turn(int n) {
    return (int) (seed % n);
  }

  int integer(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  boolean once(int n) {
    return random.nextInt(n) == 0;
  }

  /**
   * A size around the edges of tiles: their last, one more, two of them, anything between; and
   * rarely 0.
   */
  int size(int tile) {
    return switch (integer(0, 11)) {
      case 0 -> once(3) ? 0 : 1;
      case 1 -> tile - 1;
      case 2 -> tile;
      case 3 -> tile + 1;
      case 4 -> integer(1, 4);
      case 5 -> once(2) ? 2 * tile : 2 * tile + 1;
      case 6, 7 -> integer(tile, tile + tile / 2);
      default -> integer(1, tile);
    };
  }

  float leak() {
    return LEAKS[random.nextInt(LEAKS.length)];
  }

  float threshold() {
    return THRESHOLDS[random.nextInt(THRESHOLDS.length)];
  }

  /** An ordinary number in (0, 1). */
  float fraction() {
    return (float) random.nextDouble(0.001, 1.0);
  }

  float[] values(int size) {
    Temper own = temper != Temper.EDGE && once(6) ? temper() : temper;
    float[] values = new float[size];
    if (once(12)) {
      return values; // a sum or a trace of nothing leaves what was there
    }
    for (int k = 0; k < size; k++) {
      values[k] = value(own);
    }
    return values;
  }

  /** What lies in a buffer that a kernel must overwrite. */
  float[] junk(int size) {
    float[] values = new float[size];
    Arrays.fill(values, -12345.678f);
    return values;
  }

  /** Like an input of spikes: few or many zeros, of both signs, between other values. */
  float[] sparse(int size) {
    float[] values = values(size);
    int zeros = once(4) ? 0 : random.nextInt(0, 10);
    for (int k = 0; k < size; k++) {
      if (random.nextInt(10) < zeros) {
        values[k] = once(4) ? -0f : 0f;
      } else if (once(3)) {
        values[k] = random.nextInt(1, 4);
      }
    }
    return values;
  }

  /** Spikes and small counts, exact in bfloat16. */
  float[] counts(int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = once(4) ? integer(1, 256) : once(3) ? 1f : 0f;
    }
    return values;
  }

  /** Numbers between −1 and 1. */
  float[] ordinary(int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** Surrogate gradients: in (0, 1], some of them 1. */
  float[] surrogates(int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = once(6) ? 1f : fraction();
    }
    return values;
  }

  private Temper temper() {
    Temper[] all = Temper.values();
    return all[random.nextInt(all.length)];
  }

  private float value(Temper own) {
    if (!finite && once(12)) {
      return new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}
          [random.nextInt(3)];
    }
    return switch (own) {
      case ORDINARY -> (float) random.nextDouble(-4, 4);
      case DYADIC -> dyadic();
      case TINY -> tiny();
      case EDGE -> edge();
      case MIXED ->
          switch (random.nextInt(8)) {
            case 0, 1 -> (float) random.nextDouble(-4, 4);
            case 2, 3 -> dyadic();
            case 4, 5 -> tiny();
            case 6 -> sign() * (float) Math.scalb(random.nextDouble(1, 2), integer(20, 59));
            default -> sign() * 0f;
          };
    };
  }

  /** Sums of these are exact, and meet thresholds exactly. */
  private float dyadic() {
    return random.nextInt(-128, 129) / 64f;
  }

  /** Around the flush at 2^-100, or with products there, or subnormal. */
  private float tiny() {
    float limit = 0x1p-100f;
    return sign()
        * switch (random.nextInt(8)) {
          case 0 -> once(2) ? limit : 2 * limit;
          case 1 -> Math.nextDown(limit);
          case 2 -> Math.nextUp(limit);
          case 3, 4 -> limit * (float) random.nextDouble(0.25, 4);
          case 5 -> 0x1p-50f * (float) random.nextDouble(0.25, 4);
          case 6 -> 0x1p-50f; // a product of two is on the limit
          default -> Float.intBitsToFloat(random.nextInt(1 << 23));
        };
  }

  /** Products and sums of these are often exactly the limit below which values are flushed. */
  private float edge() {
    float limit = 0x1p-100f;
    return sign()
        * switch (random.nextInt(6)) {
          case 0 -> 0f;
          case 1, 2 -> 1f;
          case 3 -> 2 * limit;
          case 4 -> Math.nextDown(limit);
          default -> limit;
        };
  }

  private float sign() {
    return once(2) ? -1f : 1f;
  }
}
