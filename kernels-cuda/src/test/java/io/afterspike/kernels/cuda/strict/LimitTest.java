package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import org.junit.jupiter.api.Test;

class LimitTest {
  @Test
  void fmaLimit() {
    Sights.trials(
        60,
        draw -> {
          float factor = -draw.fraction();
          float summand = draw.fraction();
          float[] values = draw.values(draw.size(256));
          int turns = draw.integer(0, 19); // eight at once, and what is left
          float[] expected = new float[values.length];
          for (int k = 0; k < values.length; k++) {
            for (int c = 0; c < 8; c++) {
              float x = values[k] + c;
              for (int turn = 0; turn < turns; turn++) {
                x = Math.fma(factor, x, summand);
              }
              expected[k] = c == 0 ? x : expected[k] + x;
            }
          }
          Gpu.any(draw).run("fma_limit_f32", factor, summand, values, turns, (long) values.length);
          same("values", expected, values);
        });
  }
}
