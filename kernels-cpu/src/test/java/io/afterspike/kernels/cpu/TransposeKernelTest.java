package io.afterspike.kernels.cpu;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TransposeKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span rows = shape.inputs();
    Span columns = shape.neurons();
    int count = rows.to() - rows.from();
    int width = columns.to() - columns.from();
    int pre = shape.pre();
    int post = shape.post();
    float[] scratch = new float[TransposeKernel.SCRATCH + 2];
    return new Trial()
        .reads("source", draw.values(pre * post))
        .writes(
            "destination",
            draw.values(pre * post),
            k -> k < pre * post && columns.contains(k / pre) && rows.contains(k % pre))
        .reference(
            a -> {
              for (int r = rows.from(); r < rows.to(); r++) {
                for (int c = columns.from(); c < columns.to(); c++) {
                  a[1][c * pre + r] = a[0][r * post + c];
                }
              }
            })
        .kernel(
            a ->
                TransposeKernel.transpose(
                    a[0],
                    rows.from() * post + columns.from(),
                    post,
                    a[1],
                    columns.from() * pre + rows.from(),
                    pre,
                    count,
                    width,
                    scratch,
                    2));
  }

  /** Both axes longer than a square, with and without a rest. */
  @Test
  void manySquares() {
    Span rows = new Span(3, 50, 53);
    trial(new Shape(rows, rows, new Span(1, 37, 39)), Draw.finite(3)).check();
    trial(new Shape(rows, rows, new Span(0, 64, 64)), Draw.finite(4)).check();
    Span whole = new Span(0, 48, 48);
    trial(new Shape(whole, whole, new Span(2, 66, 66)), Draw.finite(5)).check();
  }

  /** The compiled exchange of squares, which the narrow shapes of the contract never reach. */
  @Test
  @Tag("warm")
  void manySquaresWhenCompiled() {
    Span rows = new Span(3, 50, 53);
    Trial trial = trial(new Shape(rows, rows, new Span(1, 37, 39)), Draw.finite(6));
    for (int call = 0; call < 20_000; call++) {
      trial.run(trial.arrays());
    }
    trial.check();
  }
}
