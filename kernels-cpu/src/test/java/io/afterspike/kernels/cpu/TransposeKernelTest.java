package io.afterspike.kernels.cpu;

class TransposeKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span rows = shape.inputs();
    return new Trial()
        .reads("weights", draw.values(pre * post))
        .writes(
            "transposed", draw.values(pre * post), k -> k < pre * post && rows.contains(k % pre))
        .reference(
            a -> {
              for (int i = rows.from(); i < rows.to(); i++) {
                for (int j = 0; j < post; j++) {
                  a[1][j * pre + i] = a[0][i * post + j];
                }
              }
            })
        .kernel(a -> TransposeKernel.transpose(a[0], a[1], pre, post, rows.from(), rows.to()));
  }

  /** Both axes longer than a square, and not a multiple of its side. */
  @org.junit.jupiter.api.Test
  void manySquares() {
    Span rows = new Span(3, 50, 53);
    trial(new Shape(rows, rows, new Span(0, 37, 37)), Draw.finite(3)).check();
    trial(new Shape(rows, rows, new Span(0, 64, 64)), Draw.finite(4)).check();
  }
}
