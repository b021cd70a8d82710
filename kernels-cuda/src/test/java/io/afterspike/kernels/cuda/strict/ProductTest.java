package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import io.afterspike.kernels.reference.CurrentReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.ProjectionReference;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sums over an index: tiles, tails and events keep their order. */
class ProductTest {
  private static final int TRIES = 180;

  /** Whether a zero input met a factor that is not finite: not skipping it would make a NaN. */
  private static boolean skips(float[] input, float[] weights, int pre, int post) {
    for (int k = 0; k < input.length; k++) {
      if (weights.length > 0 && input[k] == 0 && !Float.isFinite(weights[k % pre * post])) {
        return true;
      }
    }
    return false;
  }

  @Test
  void current() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.size(16);
          int pre = draw.size(64);
          int post = draw.size(32);
          float[] input = draw.sparse(batch * pre);
          float[] weights = draw.values(pre * post);
          float[] bias = draw.sparse(post);
          float[] current = draw.junk(batch * post);
          float[] expected = new float[batch * post];
          CurrentReference.compute(input, weights, bias, expected, pre, post, 0, batch, 0, post);
          Gpu.any(draw).run("current_f32", input, weights, bias, current, batch, pre, post);
          same("current", expected, current);
          draw.sight("a zero beside a weight that is not finite", skips(input, weights, pre, post));
          draw.sight("two tiles along each axis", batch > 16 && pre > 64 && post > 32);
        });
  }

  @Test
  void outerProduct() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.size(16);
          int pre = draw.size(32);
          int post = draw.size(64);
          float[] input = draw.sparse(batch * pre);
          float[] factor = draw.values(batch * post);
          Optimizer optimizer = Optimizer.any(draw, pre * post);
          OuterProductReference.accumulate(
              input, factor, optimizer.expectedGradient(), batch, pre, post, 0, pre, 0, post);
          Object[] arguments =
              optimizer.arguments(List.of(), List.of(input, factor), List.of(batch, pre, post));
          String kernel = optimizer.kernel("outer_product");
          if (kernel.equals("outer_product_f32")) {
            // The plain operation always adds.
            float[] gradient = draw.sparse(pre * post);
            float[] expected = gradient.clone();
            OuterProductReference.accumulate(
                input, factor, expected, batch, pre, post, 0, pre, 0, post);
            Gpu.any(draw).run(kernel, input, factor, gradient, batch, pre, post);
            same("gradient", expected, gradient);
          } else {
            Gpu.any(draw).run(kernel, arguments);
            optimizer.check();
          }
          draw.sight("two tiles along each axis", batch > 16 && pre > 32 && post > 64);
        });
  }

  @Test
  void biasGradient() {
    Sights.trials(
        2 * TRIES,
        draw -> {
          int batch = 8 * draw.turn(120) / 3 + draw.integer(0, 8); // every row of a tile of 256
          int post = draw.size(32);
          boolean traced = draw.once(2);
          float[] input = draw.sparse(batch);
          float[] ones = new float[batch];
          Arrays.fill(ones, 1f);
          float[] factor = draw.values(batch * post);
          Optimizer optimizer = Optimizer.any(draw, post);
          OuterProductReference.accumulate(
              traced ? input : ones,
              factor,
              optimizer.expectedGradient(),
              batch,
              1,
              post,
              0,
              1,
              0,
              post);
          Gpu.any(draw)
              .run(
                  optimizer.kernel("bias_gradient"),
                  optimizer.arguments(
                      List.of(),
                      Arrays.asList(traced ? input : null, factor),
                      List.of(batch, post)));
          optimizer.check();
          draw.sight("traced", traced);
          draw.sight("two tiles", batch > 256);
        });
  }

  @Test
  void sumParts() {
    Sights.trials(
        TRIES,
        draw -> {
          int parts = draw.integer(0, 9);
          int count = draw.once(3) ? draw.integer(900, 1300) : draw.size(64);
          float[] values = draw.values(parts * count);
          Optimizer optimizer = Optimizer.any(draw, count);
          float[] expected = optimizer.expectedGradient();
          for (int k = 0; k < count; k++) {
            float sum = expected[k];
            for (int p = 0; p < parts; p++) {
              sum += values[p * count + k];
            }
            expected[k] = sum + 0f;
          }
          Gpu.any(draw)
              .run(
                  optimizer.kernel("sum_parts"),
                  optimizer.arguments(List.of(), List.of(values), List.of(parts, (long) count)));
          optimizer.check();
        });
  }

  @Test
  void project() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.size(16);
          int pre = draw.size(32);
          int post = draw.size(32);
          float[] factor = draw.values(batch * post);
          float[] weights = draw.values(pre * post);
          float[] surrogate = draw.values(batch * pre);
          float[] expected = new float[batch * pre];
          ProjectionReference.project(factor, weights, expected, pre, post, 0, batch, 0, pre);
          float[] below = new float[batch * pre];
          ProductReference.multiply(expected, surrogate, below, 0, below.length);

          Gpu gpu = Gpu.any(draw);
          float[] plain = draw.junk(batch * pre);
          gpu.run("project_f32", factor, weights, plain, batch, pre, post);
          same("learningSignal", expected, plain);
          float[] signal = draw.junk(batch * pre);
          float[] factorBelow = draw.once(3) ? null : draw.junk(batch * pre);
          gpu.run(
              "project_factor_f32",
              factor,
              weights,
              surrogate,
              signal,
              factorBelow,
              batch,
              pre,
              post);
          same("learningSignal beside a factor", expected, signal);
          if (factorBelow != null) {
            same("factor below", below, factorBelow);
          }
          draw.sight("two tiles along each axis", batch > 16 && pre > 32 && post > 32);
          boolean minusZero = false;
          for (float value : expected) {
            minusZero |= Float.floatToRawIntBits(value) == 0x80000000;
          }
          draw.sight("a sum of -0 behind a partial tile", minusZero && post % 32 != 0);
        });
  }
}
