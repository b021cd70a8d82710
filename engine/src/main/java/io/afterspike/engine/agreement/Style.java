package io.afterspike.engine.agreement;

import java.util.SplittableRandom;

/** What kind of numbers a case is made of; each finds mistakes that the others hide. */
public enum Style {
  /** Multiples of 1/64: their sums are exact, so values meet the threshold exactly. */
  DYADIC {
    @Override
    float draw(SplittableRandom random) {
      return random.nextInt(-128, 129) / 64f;
    }
  },
  /** Numbers with all their bits: a missing or an extra rounding shows. */
  ORDINARY {
    @Override
    float draw(SplittableRandom random) {
      return random.nextInt(8) == 0
          ? DYADIC.draw(random)
          : (float) random.nextDouble(-4, Math.nextUp(4.0));
    }
  },
  /** Around 2⁻¹⁰⁰, where values are flushed, and 2⁻⁵⁰, whose products are; subnormals. */
  TINY {
    @Override
    float draw(SplittableRandom random) {
      float magnitude =
          switch (random.nextInt(8)) {
            case 0, 1 -> near(0x1p-100f, random);
            case 2, 3 -> near(0x1p-50f, random);
            case 4 -> 0x1p-100f * random.nextInt(64, 257) / 128f;
            case 5 -> Float.intBitsToFloat(random.nextInt(1, 0x00800001));
            case 6 -> near(1f, random);
            default -> 0x1p-50f * (float) random.nextDouble(0.5, 2);
          };
      return random.nextBoolean() ? magnitude : -magnitude;
    }
  },
  /** All of these, and numbers so large that sums overflow; rarely infinity and NaN. */
  WILD {
    @Override
    float draw(SplittableRandom random) {
      int kind = random.nextInt(512);
      if (kind == 0) {
        float[] extremes = {
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Float.MIN_VALUE
        };
        return extremes[random.nextInt(extremes.length)];
      }
      if (kind < 64) {
        return ORDINARY.draw(random) * (float) Math.scalb(1.0, random.nextInt(24, 100));
      }
      return kind < 128 ? TINY.draw(random) : ORDINARY.draw(random);
    }
  };

  /** One number of this kind, not zero on purpose. */
  abstract float draw(SplittableRandom random);

  /** {@code length} numbers of this kind with zeros of both signs among them. */
  float[] values(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      int zero = random.nextInt(16);
      values[k] = zero == 0 ? 0f : zero == 1 ? -0f : draw(random);
    }
    return values;
  }

  /** What a layer receives: mostly silence, else spikes, counts and numbers of this kind. */
  float[] inputs(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] =
          switch (random.nextInt(10)) {
            case 0, 1, 2 -> 1f;
            case 3 -> random.nextInt(2, 5);
            case 4 -> draw(random);
            case 5 -> -0f;
            default -> 0f;
          };
    }
    return values;
  }

  /** Surrogate gradients: in [0, 1] with both ends among them. */
  float[] surrogates(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      float magnitude = Math.abs(draw(random));
      values[k] =
          switch (random.nextInt(8)) {
            case 0 -> 1f;
            case 1 -> 0f;
            default -> magnitude > 1f ? 1f / magnitude : magnitude;
          };
    }
    return values;
  }

  /** Numbers of this kind without sign. */
  float[] magnitudes(SplittableRandom random, int length) {
    float[] values = values(random, length);
    for (int k = 0; k < length; k++) {
      values[k] = Math.abs(values[k]);
    }
    return values;
  }

  /** {@code x} or one of its neighbours. */
  static float near(float x, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Math.nextUp(x);
      case 1 -> Math.nextDown(x);
      default -> x;
    };
  }
}
