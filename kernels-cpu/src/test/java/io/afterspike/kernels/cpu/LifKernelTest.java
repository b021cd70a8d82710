package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.LifReference;

class LifKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float leak = draw.leak();
    float threshold = draw.threshold();
    float slope = draw.once(4) ? 0f : 25f;
    float[] current = draw.values(n.size());
    float[] potential = draw.values(n.size());
    float[] edges = {threshold, Math.nextDown(threshold), Math.nextUp(threshold)};
    for (int j = 0; j < n.size(); j++) {
      if (draw.once(4)) {
        current[j] = edges[draw.integer(0, 2)];
        potential[j] = 0f;
      }
    }
    Trial trial =
        new Trial()
            .reads("current", current)
            .writes("potential", potential, shape.elements())
            .writes("spikes", draw.values(n.size()), shape.elements())
            .writes("surrogate", draw.values(n.size()), shape.elements())
            .reference(
                a ->
                    LifReference.step(
                        leak, threshold, slope, a[0], a[1], a[2], a[3], n.from(), n.to()))
            .kernel(
                a ->
                    LifKernel.step(
                        leak, threshold, slope, a[0], a[1], a[2], a[3], n.from(), n.to()));
    return trial
        .sees("fires", 30, (before, after) -> any(n, after[2], 1f))
        .sees("is silent", 30, (before, after) -> any(n, after[2], 0f))
        .sees("is on its threshold", 20, (before, after) -> any(n, after[3], 1f))
        .sees(
            "is flushed",
            10,
            (before, after) -> Flushed.any(n, j -> Math.fma(leak, before[1][j], before[0][j])));
  }

  private static boolean any(Span n, float[] values, float value) {
    for (int j = n.from(); j < n.to(); j++) {
      if (values[j] == value) {
        return true;
      }
    }
    return false;
  }
}
