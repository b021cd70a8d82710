package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.AdamaxReference;

class AdamaxKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float rate = draw.fraction();
    float beta1 = draw.once(8) ? 0f : 0.9f;
    float beta2 = draw.once(8) ? 1f : 0.999f;
    // With epsilon 0 the two sides of the maximum may be zeros of different signs.
    float epsilon = draw.once(4) ? 0f : 1e-8f;
    float[] gradient = draw.sparse(n.size());
    float[] infinityNorm = draw.values(n.size());
    if (n.size() > 0 && draw.once(4)) {
      int zero = draw.integer(0, n.size() - 1);
      gradient[zero] = 0f;
      infinityNorm[zero] = -0f;
    }
    return new Trial()
        .reads("gradient", gradient)
        .writes("weights", draw.values(n.size()), shape.elements())
        .writes("firstMoment", draw.values(n.size()), shape.elements())
        .writes("infinityNorm", infinityNorm, shape.elements())
        .reference(
            a ->
                AdamaxReference.apply(
                    rate, beta1, beta2, epsilon, a[0], a[1], a[2], a[3], n.from(), n.to()))
        .kernel(
            a ->
                AdamaxKernel.apply(
                    rate, beta1, beta2, epsilon, a[0], a[1], a[2], a[3], n.from(), n.to()))
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(n, k -> Math.fma(beta1, before[2][k], (1f - beta1) * before[0][k])))
        .sees(
            "zeros of both signs under the maximum",
            1,
            (before, after) -> mixedZeros(n, epsilon, beta2, before))
        .sees(
            "the decayed norm wins",
            20,
            (before, after) -> decayedNormWins(n, epsilon, after, before));
  }

  private static boolean mixedZeros(Span n, float epsilon, float beta2, float[][] before) {
    for (int k = n.from(); k < n.to(); k++) {
      float decayed = beta2 * before[3][k];
      float fresh = Math.abs(before[0][k]) + epsilon;
      if (decayed == 0f && fresh == 0f && 1f / decayed < 0f) {
        return true;
      }
    }
    return false;
  }

  private static boolean decayedNormWins(Span n, float epsilon, float[][] after, float[][] before) {
    for (int k = n.from(); k < n.to(); k++) {
      if (after[3][k] > Math.abs(before[0][k]) + epsilon) {
        return true;
      }
    }
    return false;
  }
}
