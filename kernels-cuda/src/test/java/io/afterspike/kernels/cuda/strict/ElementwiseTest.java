package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import io.afterspike.kernels.reference.AdamaxReference;
import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.LeakySumReference;
import io.afterspike.kernels.reference.LifReference;
import io.afterspike.kernels.reference.MeanSurrogateReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.RetentionReference;
import io.afterspike.kernels.reference.SgdReference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private static final int TRIES = 60;

  private static int size(Draw draw) {
    return draw.once(3) ? draw.size(32) : draw.size(256);
  }

  private static boolean any(float[] values, float value) {
    for (float found : values) {
      if (found == value) {
        return true;
      }
    }
    return false;
  }

  @Test
  void fill() {
    Sights.trials(
        20,
        draw -> {
          float[] values = draw.junk(size(draw));
          float value = draw.values(1)[0];
          float[] expected = new float[values.length];
          Arrays.fill(expected, value);
          Gpu.any(draw).run("fill_f32", value, values, (long) values.length);
          same("values", expected, values);
        });
  }

  @Test
  void copy() {
    Sights.trials(
        20,
        draw -> {
          float[] source = draw.values(size(draw));
          float[] expected = source.clone();
          float[] destination = draw.junk(source.length);
          Gpu.any(draw).run("copy_f32", source, destination, (long) source.length);
          same("source", expected, source);
          same("destination", expected, destination);
        });
  }

  @Test
  void lifStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float slope = draw.once(4) ? 0f : 25f;
          float[] current = draw.values(n);
          float[] potential = draw.values(n);
          float[] edges = {threshold, Math.nextDown(threshold), Math.nextUp(threshold)};
          for (int j = 0; j < n; j++) {
            if (draw.once(6)) {
              current[j] = edges[draw.integer(0, 2)];
              potential[j] = 0f;
            }
          }
          float[] old = potential.clone();
          float[] u = potential.clone();
          float[] s = new float[n];
          float[] g = new float[n];
          LifReference.step(leak, threshold, slope, current, u, s, g, 0, n);
          float[] spikes = draw.junk(n);
          float[] surrogate = draw.junk(n);
          Gpu.any(draw)
              .run(
                  "lif_step_f32",
                  leak,
                  threshold,
                  slope,
                  current,
                  potential,
                  spikes,
                  surrogate,
                  (long) n);
          same("potential", u, potential);
          same("spikes", s, spikes);
          same("surrogate", g, surrogate);
          boolean flushed = false;
          for (int j = 0; j < n; j++) {
            float v = Math.fma(leak, old[j], current[j]);
            flushed |= v != 0 && Math.abs(v) < Flush.LIMIT;
          }
          draw.sight("fires", any(s, 1f));
          draw.sight("is silent", any(s, 0f));
          draw.sight("is on its threshold", slope > 0 && any(g, 1f) && any(s, 1f));
          draw.sight("is flushed", flushed);
        });
  }

  @Test
  void leakySumStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float leak = draw.leak();
          float[] input = draw.values(n);
          float[] sum = draw.values(n);
          float[] old = sum.clone();
          float[] expected = sum.clone();
          LeakySumReference.step(leak, input, expected, 0, n);
          Gpu.any(draw).run("leaky_sum_step_f32", leak, input, sum, (long) n);
          same("sum", expected, sum);
          boolean flushed = false;
          for (int k = 0; k < n; k++) {
            flushed |= expected[k] == 0 && Math.fma(leak, old[k], input[k]) != 0;
          }
          draw.sight("flushed", flushed);
        });
  }

  @Test
  void meanSurrogateStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float inverse = draw.fraction();
          float[] surrogate = draw.values(n);
          float[] mean = draw.values(n);
          float[] expected = mean.clone();
          MeanSurrogateReference.step(inverse, surrogate, expected, 0, n);
          Gpu.any(draw).run("mean_surrogate_step_f32", inverse, surrogate, mean, (long) n);
          same("mean", expected, mean);
        });
  }

  @Test
  void retention() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] surrogate = draw.values(n);
          float[] retention = draw.junk(n);
          float[] expected = new float[n];
          RetentionReference.compute(leak, threshold, surrogate, expected, 0, n);
          Gpu.any(draw).run("retention_f32", leak, threshold, surrogate, retention, (long) n);
          same("retention", expected, retention);
        });
  }

  @Test
  void factorSteps() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float decay = draw.once(4) ? 0f : draw.fraction();
          float[] retention = draw.values(n);
          float[] surrogate = draw.values(n);
          float[] ostl = draw.values(n);
          float[] otpe = draw.values(n);
          float[] d = ostl.clone();
          float[] q = otpe.clone();
          HistoryFactorReference.stepOstl(retention, d, 0, n);
          HistoryFactorReference.stepOtpe(decay, retention, surrogate, q, 0, n);
          Gpu gpu = Gpu.any(draw);
          float[] oldOstl = ostl.clone();
          gpu.run("ostl_factor_step_f32", retention, ostl, (long) n);
          gpu.run("otpe_factor_step_f32", decay, retention, surrogate, otpe, (long) n);
          same("ostl", d, ostl);
          same("otpe", q, otpe);
          boolean flushed = false;
          for (int k = 0; k < n; k++) {
            flushed |= d[k] == 0 && retention[k] * oldOstl[k] != 0;
          }
          draw.sight("flushed", flushed);
        });
  }

  @Test
  void multiplyAndScale() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float factor = draw.values(1)[0];
          float[] left = draw.values(n);
          float[] right = draw.values(n);
          int alias = draw.integer(0, 2);
          float[] product = alias == 0 ? draw.junk(n) : alias == 1 ? left : right;
          float[] expected = new float[n];
          ProductReference.multiply(left, right, expected, 0, n);
          Gpu gpu = Gpu.any(draw);
          gpu.run("multiply_f32", left, right, product, (long) n);
          same("product", expected, product);
          ProductReference.scale(factor, expected, 0, n);
          gpu.run("scale_f32", factor, product, (long) n);
          same("scaled", expected, product);
          draw.sight("in place", alias > 0);
        });
  }

  @Test
  void optimizers() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = size(draw);
          float rate = draw.fraction();
          float beta1 = draw.once(4) ? 0f : 0.9f;
          float beta2 = draw.once(4) ? 0f : 0.999f;
          float[] gradient = draw.values(n);
          float[] weights = draw.values(n);
          float[] moment = draw.values(n);
          float[] norm = draw.values(n);
          float[] w = weights.clone();
          float[] m = moment.clone();
          float[] v = norm.clone();
          float[] plain = weights.clone();
          float[] sgd = weights.clone();
          AdamaxReference.apply(rate, beta1, beta2, 1e-8f, gradient, w, m, v, 0, n);
          SgdReference.apply(rate, gradient, sgd, 0, n);
          float[] oldNorm = norm.clone();
          Gpu gpu = Gpu.any(draw);
          gpu.run(
              "apply_adamax_f32",
              rate,
              beta1,
              beta2,
              1e-8f,
              gradient,
              weights,
              moment,
              norm,
              (long) n);
          gpu.run("apply_sgd_f32", rate, gradient, plain, (long) n);
          same("norm", v, norm);
          same("moment", m, moment);
          same("weights", w, weights);
          same("weights of sgd", sgd, plain);
          boolean one = false;
          for (int k = 0; k < n; k++) {
            one |= Float.isNaN(oldNorm[k]) != Float.isNaN(gradient[k]);
          }
          draw.sight("one side of the maximum is NaN", one);
        });
  }
}
