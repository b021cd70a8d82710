package io.afterspike.kernels.reference;

/**
 * How much of a potential's past survives a step, in the sense of the surrogate gradient.
 *
 * <pre>
 *   retention = leak * (1 - threshold * surrogate)
 * </pre>
 *
 * Equation: c = λ(1 − Vth·g), since the reset's gradient passes through the surrogate.
 */
public final class RetentionReference {
  private RetentionReference() {}

  /**
   * Computes elements [from, to).
   *
   * @param surrogate g, [batch][post]; not modified
   * @param retention receives c, [batch][post]
   */
  public static void compute(
      float leak, float threshold, float[] surrogate, float[] retention, int from, int to) {
    for (int j = from; j < to; j++) {
      retention[j] = leak * Math.fma(-threshold, surrogate[j], 1f);
    }
  }
}
