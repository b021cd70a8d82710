package io.afterspike.kernels.reference;

/**
 * One time step of leaky integrate-and-fire neurons and the surrogate gradient of their spikes.
 *
 * <pre>
 *   v = leak * u + current                      rounded once (fma)
 *   s = v >= threshold ? 1 : 0
 *   u = v - threshold * s                       subtractive reset, tiny values flushed to +0
 *   g = 1 / (slope * |v - threshold| + 1)^2     derivative of the fast sigmoid
 * </pre>
 */
public final class LifReference {
  private LifReference() {}

  /**
   * Advances elements [from, to), where an element is one neuron of one sample.
   *
   * @param current v's input, [batch][post]; not modified
   * @param potential u, [batch][post]; modified
   * @param spikes receives 0 or 1, [batch][post]
   * @param surrogate receives g, in (0, 1], [batch][post]
   */
  public static void step(
      float leak,
      float threshold,
      float slope,
      float[] current,
      float[] potential,
      float[] spikes,
      float[] surrogate,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      float v = Math.fma(leak, potential[j], current[j]);
      boolean fires = v >= threshold;
      float distance = v - threshold;
      float q = Math.fma(slope, Math.abs(distance), 1f);
      potential[j] = Flush.tiny(fires ? distance : v);
      spikes[j] = fires ? 1f : 0f;
      surrogate[j] = 1f / (q * q);
    }
  }
}
