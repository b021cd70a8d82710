package io.afterspike.kernels.cpu;

/** The projection with the factor transposed, at shapes that would not choose it as well. */
class ProjectionByFactorKernelTest implements KernelContract {
  @Override
  public Shape.Axis axis() {
    return Shape.Axis.SAMPLES;
  }

  @Override
  public Trial trial(Shape shape, Draw draw) {
    return byFactor(shape, draw);
  }

  static Trial byFactor(Shape shape, Draw draw) {
    int length = ProjectionKernel.factorScratch(shape.pre(), shape.post());
    return ProjectionKernelTest.trial(
        shape,
        draw,
        length,
        (factor, weights, signal, scratch, pre, post, fromSample, toSample, fromInput, toInput) -> {
          if (scratch.length < length || fromSample >= toSample || fromInput >= toInput) {
            return; // as the checks of the kernel's entrance
          }
          requireLong(factor, signal, weights, pre, post, toSample, toInput);
          ProjectionKernel.packingFactor(
              factor,
              weights,
              signal,
              scratch,
              pre,
              post,
              fromSample,
              toSample,
              fromInput,
              toInput);
        });
  }

  private static void requireLong(
      float[] factor,
      float[] signal,
      float[] weights,
      int pre,
      int post,
      int toSample,
      int toInput) {
    Arguments.holds("factor", factor, (long) toSample * post);
    Arguments.holds("weights", weights, (long) toInput * post);
    Arguments.holds("learningSignal", signal, (long) toSample * pre);
  }
}
