package io.afterspike.kernels.reference;

/**
 * A leaky sum over time, element by element.
 *
 * <pre>
 *   sum = leak * sum + input                    rounded once (fma), tiny values flushed to +0
 * </pre>
 *
 * One formula serves many quantities: the presynaptic trace â = λâ + x, the filtered presynaptic
 * trace ẑ = λẑ + â, the output trace R = λR + g∘P, the leaky output of the F-rules, the filtered
 * learning signal of OTPE's reverse pass, and with leak 1 plain counts.
 */
public final class LeakySumReference {
  private LeakySumReference() {}

  /**
   * Advances elements [from, to).
   *
   * @param input not modified
   * @param sum modified, same length as {@code input}
   */
  public static void step(float leak, float[] input, float[] sum, int from, int to) {
    for (int j = from; j < to; j++) {
      sum[j] = Flush.tiny(Math.fma(leak, sum[j], input[j]));
    }
  }
}
