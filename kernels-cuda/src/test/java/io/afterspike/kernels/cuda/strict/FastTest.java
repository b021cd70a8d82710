package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The fast kernels: within their bound of the exact sum, and twice the same bits. The bound is that
 * of any order of summation, γ(d)·Σ|terms| with d the number of roundings of one element, for the
 * products are exact (tensor cores) or rounded in one fma each.
 */
class FastTest {
  private static final int TRIES = 80;

  /** Half an ulp of 1; tensor cores may truncate, which is twice as much. */
  private static final double UNIT = 0x1p-24;

  private record Case(
      int batch,
      int pre,
      int rows,
      int post,
      int window,
      int inputSlots,
      int step,
      float[] inputs,
      float[] factors,
      float[] signal) {
    static Case any(Draw draw) {
      int batch = draw.once(2) ? draw.size(32) : draw.integer(1, 7);
      int pre = draw.size(draw.once(3) ? 64 : 32);
      int post = draw.size(draw.once(3) ? 64 : 32);
      int window = draw.integer(1, 6);
      int inputSlots = window + draw.integer(0, 3);
      float[] signal = draw.once(3) ? null : draw.ordinary(batch * post);
      return new Case(
          batch,
          pre,
          draw.once(2) ? pre + 1 : pre,
          post,
          window,
          inputSlots,
          draw.integer(0, 9),
          draw.counts(inputSlots * batch * pre),
          draw.ordinary(window * batch * post),
          signal);
    }

    int first() {
      return Math.max(0, step + 1 - window);
    }

    int terms() {
      return (step + 1 - first()) * batch;
    }

    float[] run(Gpu gpu, String kernel, int parts) {
      float[] partial = new float[parts * rows * post];
      Arrays.fill(partial, 9e9f);
      gpu.run(
          kernel,
          new int[] {step},
          inputs,
          factors,
          signal,
          partial,
          parts,
          inputSlots,
          window,
          batch,
          pre,
          rows,
          post);
      float[] gradient = new float[rows * post];
      gpu.run("sum_parts_f32", partial, gradient, 0, parts, (long) gradient.length);
      return gradient;
    }

    /** The sum in the order of the strict kernel. */
    float[] strict() {
      float[] gradient = new float[rows * post];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < post; j++) {
          float sum = 0f;
          for (int k = first(); k <= step; k++) {
            for (int b = 0; b < batch; b++) {
              float x = i < pre ? inputs[(k % inputSlots * batch + b) * pre + i] : 1f;
              float f = factors[(k % window * batch + b) * post + j];
              if (x != 0) {
                sum = Math.fma(x, signal == null ? f : signal[b * post + j] * f, sum);
              }
            }
          }
          gradient[i * post + j] = sum + 0f;
        }
      }
      return gradient;
    }

    /** The largest share of the bound that an element uses. */
    double shareOfBound(float[] gradient, double unit, int roundings) {
      double share = 0;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < post; j++) {
          double sum = 0;
          double magnitude = 0;
          for (int k = first(); k <= step; k++) {
            for (int b = 0; b < batch; b++) {
              float x = i < pre ? inputs[(k % inputSlots * batch + b) * pre + i] : 1f;
              float f = factors[(k % window * batch + b) * post + j];
              float h = signal == null ? f : signal[b * post + j] * f;
              sum += (double) x * h;
              magnitude += Math.abs((double) x * h);
            }
          }
          double bound = roundings * unit / (1 - roundings * unit) * magnitude;
          double error = Math.abs(gradient[i * post + j] - sum);
          if (error > 0) {
            share = Math.max(share, error / bound);
          }
          assertTrue(error <= bound, i + ", " + j + ": " + error + " of " + bound);
        }
      }
      return share;
    }
  }

  @Test
  void splitHistoryGradient() {
    Sights.trials(
        TRIES,
        draw -> {
          Case drawn = Case.any(draw);
          int parts = draw.once(2) ? 1 : draw.integer(2, 4);
          Gpu gpu = Gpu.any(draw);
          float[] gradient = drawn.run(gpu, "history_gradient_split_f32", parts);
          if (parts == 1) {
            same("one part", drawn.strict(), gradient);
          }
          double share = drawn.shareOfBound(gradient, UNIT, drawn.terms() + parts);
          same("again", gradient, drawn.run(Gpu.any(draw), "history_gradient_split_f32", parts));
          draw.sight("rounds", share > 0);
          draw.sight("several parts of several chunks", parts > 1 && drawn.terms() > 64);
          draw.sight("more parts than chunks", parts > (drawn.terms() + 31) / 32);
        });
  }

  @Test
  void fastHistoryGradient() {
    Sights.trials(
        TRIES,
        draw -> {
          Case drawn = Case.any(draw);
          int parts = draw.integer(1, 4);
          Gpu gpu = Gpu.any(draw);
          float[] gradient = drawn.run(gpu, "history_gradient_fast_f32", parts);
          // Three products a term, each perhaps truncated when it is added.
          double share = drawn.shareOfBound(gradient, 2 * UNIT, 3 * drawn.terms() + parts);
          same("again", gradient, drawn.run(gpu, "history_gradient_fast_f32", parts));
          draw.sight("rounds on " + gpu.target(), share > 0);
          draw.sight("several tiles", drawn.rows() > 64 && drawn.post() > 64);
          draw.sight("bias", drawn.rows() > drawn.pre());
        });
  }
}
