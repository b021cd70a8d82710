package io.afterspike.kernels.cpu;

import java.util.SplittableRandom;

/**
 * Numbers for a trial, from a seed: all the kinds that have a way of their own through a kernel.
 * Arrays are a little longer than asked for; what is behind the end is a guard.
 */
final class Draw {
  private static final int GUARDS = 3;
  private static final float[] LEAKS = {0f, 0.5f, 0.8807971f, 0.95257413f, 1f};
  private static final float[] THRESHOLDS = {0.5f, 1f, 1.5f};

  /** What most arrays of one trial are made of: a large number would hide the rest of its sum. */
  private enum Temper {
    MIXED,
    ORDINARY,
    DYADIC,
    TINY
  }

  private final SplittableRandom random;
  private final boolean finite;
  private final Temper temper;

  private Draw(long seed, boolean finite) {
    random = new SplittableRandom(seed);
    this.finite = finite;
    temper = temper();
  }

  /** Only finite numbers, no larger than 2^60. */
  static Draw finite(long seed) {
    return new Draw(seed, true);
  }

  /** NaN and infinities among them. */
  static Draw nonFinite(long seed) {
    return new Draw(seed, false);
  }

  boolean isFinite() {
    return finite;
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

  int integer(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** True once in {@code n} times. */
  boolean once(int n) {
    return random.nextInt(n) == 0;
  }

  float[] values(int size) {
    Temper own = once(3) ? temper() : temper;
    float[] values = new float[size + GUARDS];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(own);
    }
    return values;
  }

  /** Like an input of spikes: few or many zeros, of both signs, between other values. */
  float[] sparse(int size) {
    float[] values = values(size);
    int zeros = random.nextInt(2, 10);
    for (int k = 0; k < values.length; k++) {
      if (random.nextInt(10) < zeros) {
        values[k] = once(4) ? -0f : 0f;
      } else if (once(3)) {
        values[k] = random.nextInt(1, 4);
      }
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
      case ORDINARY -> ordinary();
      case DYADIC -> dyadic();
      case TINY -> tiny();
      case MIXED ->
          switch (random.nextInt(8)) {
            case 0, 1 -> ordinary();
            case 2, 3 -> dyadic();
            case 4, 5 -> tiny();
            case 6 -> sign() * (float) Math.scalb(random.nextDouble(1, 2), integer(20, 59));
            default -> sign() * 0f;
          };
    };
  }

  private float ordinary() {
    return (float) random.nextDouble(-4, 4);
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
          case 0 -> limit;
          case 1 -> Math.nextDown(limit);
          case 2 -> Math.nextUp(limit);
          case 3, 4 -> limit * (float) random.nextDouble(0.25, 4);
          case 5, 6 -> 0x1p-50f * (float) random.nextDouble(0.25, 4);
          default -> Float.intBitsToFloat(random.nextInt(1 << 23));
        };
  }

  private float sign() {
    return once(2) ? -1f : 1f;
  }
}
