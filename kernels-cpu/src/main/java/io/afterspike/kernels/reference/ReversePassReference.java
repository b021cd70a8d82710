package io.afterspike.kernels.reference;

/**
 * The reverse pass of the offline forms over a whole sequence, from its last time step to its
 * first.
 *
 * <pre>
 *   BPTT         A(t) = c(t) A(t+1) + g(t) δ(t)
 *   OSTL         A(t) = c(t) A(t+1) + g(t) δ(t)                               h(t) = δ(t) g(t)
 *   OTPE         F(t) = λ F(t+1) + δ(t),  A(t) = c(t) A(t+1) + g(t) F(t)      h(t) = δ(t) ḡ(t)
 *   OTTT         A(t) = λ A(t+1) + h(t)                                       h(t) = δ(t) g(t)
 *   Approx OTPE  F(t) = λ F(t+1) + h(t),  A(t) = λ A(t+1) + F(t)              h(t) = δ(t) ḡ(t)
 *
 *   c(t) = leak * (1 - threshold * g(t))        the bracket rounded once (fma)
 * </pre>
 *
 * A = F = +0 after the last step. Each A and F is one fma, of a rounded product with g where there
 * is one, and has tiny values flushed to +0. A replaces δ; it is what the weights' gradient is made
 * of: dW = Σ x(t)ᵀ A(t). h, and with BPTT A, goes down to the layer below.
 */
public final class ReversePassReference {
  private ReversePassReference() {}

  /**
   * BPTT.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param size how many elements a step has; elements [from, to) of each are computed
   */
  public static void bptt(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      int steps,
      int size,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      float a = 0f;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        float g = surrogate[k];
        float signal = learningSignal[k];
        float c = leak * Math.fma(-threshold, g, 1f);
        a = Flush.tiny(Math.fma(c, a, g * signal));
        learningSignal[k] = a;
      }
    }
  }

  /**
   * OSTL.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent receives h, [steps][size]
   * @param size how many elements a step has; elements [from, to) of each are computed
   */
  public static void ostl(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      int steps,
      int size,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      float a = 0f;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        float g = surrogate[k];
        float signal = learningSignal[k];
        float c = leak * Math.fma(-threshold, g, 1f);
        a = Flush.tiny(Math.fma(c, a, g * signal));
        sent[k] = signal * g;
        learningSignal[k] = a;
      }
    }
  }

  /**
   * OTPE.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent ḡ, [steps][size]; replaced by h in the range
   * @param size how many elements a step has; elements [from, to) of each are computed
   */
  public static void otpe(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      int steps,
      int size,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      float a = 0f;
      float f = 0f;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        float g = surrogate[k];
        float signal = learningSignal[k];
        float c = leak * Math.fma(-threshold, g, 1f);
        f = Flush.tiny(Math.fma(leak, f, signal));
        a = Flush.tiny(Math.fma(c, a, g * f));
        sent[k] = signal * sent[k];
        learningSignal[k] = a;
      }
    }
  }

  /**
   * OTTT.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent receives h, [steps][size]
   * @param size how many elements a step has; elements [from, to) of each are computed
   */
  public static void ottt(
      float leak,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      int steps,
      int size,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      float a = 0f;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        float g = surrogate[k];
        float signal = learningSignal[k];
        float h = signal * g;
        a = Flush.tiny(Math.fma(leak, a, h));
        sent[k] = h;
        learningSignal[k] = a;
      }
    }
  }

  /**
   * Approx OTPE.
   *
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent ḡ, [steps][size]; replaced by h in the range
   * @param size how many elements a step has; elements [from, to) of each are computed
   */
  public static void approxOtpe(
      float leak, float[] learningSignal, float[] sent, int steps, int size, int from, int to) {
    for (int j = from; j < to; j++) {
      float a = 0f;
      float f = 0f;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        float signal = learningSignal[k];
        float h = signal * sent[k];
        f = Flush.tiny(Math.fma(leak, f, h));
        a = Flush.tiny(Math.fma(leak, a, f));
        sent[k] = h;
        learningSignal[k] = a;
      }
    }
  }
}
