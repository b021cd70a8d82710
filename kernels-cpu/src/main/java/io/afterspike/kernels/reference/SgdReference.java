package io.afterspike.kernels.reference;

/** One step of gradient descent: {@code W = W - rate * G}, rounded once (fma). */
public final class SgdReference {
  private SgdReference() {}

  /**
   * Updates elements [from, to).
   *
   * @param rate the learning rate
   * @param gradient G; not modified
   * @param weights W; modified
   */
  public static void apply(float rate, float[] gradient, float[] weights, int from, int to) {
    for (int k = from; k < to; k++) {
      weights[k] = Math.fma(-rate, gradient[k], weights[k]);
    }
  }
}
