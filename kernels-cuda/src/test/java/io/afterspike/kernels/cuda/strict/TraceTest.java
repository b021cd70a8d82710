package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import io.afterspike.kernels.reference.MatrixGradientReference;
import io.afterspike.kernels.reference.MembraneTraceReference;
import io.afterspike.kernels.reference.OstlTraceReference;
import io.afterspike.kernels.reference.OtpeTraceReference;
import io.afterspike.kernels.reference.RetentionReference;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The matrix form: one trace per weight and sample. */
class TraceTest {
  private static final int TRIES = 180;

  private static int batch(Draw draw) {
    return draw.integer(1, 7);
  }

  private static int wide(Draw draw) {
    return draw.size(32);
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1f);
    return ones;
  }

  @Test
  void membraneTraceStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] input = draw.sparse(batch * pre);
          float[] surrogate = draw.values(batch * post);
          float[] trace = draw.values(batch * pre * post);
          float[] eligibility = draw.junk(batch * pre * post);
          float[] e = trace.clone();
          float[] gp = new float[batch * pre * post];
          MembraneTraceReference.step(
              leak, threshold, input, surrogate, e, gp, pre, post, 0, batch, 0, post);
          Gpu.any(draw)
              .run(
                  "membrane_trace_step_f32",
                  leak,
                  threshold,
                  input,
                  surrogate,
                  trace,
                  eligibility,
                  batch,
                  pre,
                  post);
          same("membraneTrace", e, trace);
          same("eligibility", gp, eligibility);
        });
  }

  @Test
  void ostlTraceStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          float[] retention = draw.values(batch * post);
          float[] input = draw.sparse(batch * pre);
          float[] trace = draw.values(batch * pre * post);
          float[] expected = trace.clone();
          OstlTraceReference.step(retention, input, expected, pre, post, 0, batch, 0, post);
          Gpu.any(draw).run("ostl_trace_step_f32", retention, input, trace, batch, pre, post);
          same("trace", expected, trace);
        });
  }

  @Test
  void otpeTraceStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          float[] retention = draw.values(batch * post);
          float[] surrogate = draw.values(batch * post);
          float[] input = draw.sparse(batch * pre);
          float[] trace = draw.values(batch * pre * post);
          float[] expected = trace.clone();
          OtpeTraceReference.step(
              retention, surrogate, input, expected, pre, post, 0, batch, 0, post);
          Gpu.any(draw)
              .run("otpe_trace_step_f32", retention, surrogate, input, trace, batch, pre, post);
          same("trace", expected, trace);
        });
  }

  @Test
  void matrixGradient() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.once(8) ? 0 : batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          float[] factor = draw.values(batch * post);
          float[] trace = draw.values(batch * pre * post);
          float[] gradient = draw.sparse(pre * post);
          float[] expected = gradient.clone();
          MatrixGradientReference.accumulate(
              factor, trace, expected, batch, pre, post, 0, pre, 0, post);
          Gpu.any(draw).run("matrix_gradient_f32", factor, trace, gradient, batch, pre, post);
          same("gradient", expected, gradient);
        });
  }

  @Test
  void otpeTraceGradient() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          boolean bias = draw.once(2);
          int rows = bias ? pre + 1 : pre;
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] surrogate = draw.values(batch * post);
          float[] presynaptic = draw.sparse(batch * pre);
          float[] constant = draw.values(batch);
          float[] signal = draw.values(batch * post);
          float[] trace = draw.values(batch * pre * post);
          float[] biasTrace = draw.values(batch * post);
          float[] r = trace.clone();
          float[] rb = biasTrace.clone();
          Optimizer optimizer = Optimizer.any(draw, rows * post);

          float[] c = new float[batch * post];
          RetentionReference.compute(leak, threshold, surrogate, c, 0, c.length);
          OtpeTraceReference.step(c, surrogate, presynaptic, r, pre, post, 0, batch, 0, post);
          float[] g = optimizer.expectedGradient();
          MatrixGradientReference.accumulate(signal, r, g, batch, pre, post, 0, pre, 0, post);
          if (bias) {
            OtpeTraceReference.step(c, surrogate, constant, rb, 1, post, 0, batch, 0, post);
            float[] gb = Arrays.copyOfRange(g, pre * post, rows * post);
            MatrixGradientReference.accumulate(signal, rb, gb, batch, 1, post, 0, 1, 0, post);
            System.arraycopy(gb, 0, g, pre * post, post);
          }
          Gpu.any(draw)
              .run(
                  optimizer.kernel("otpe_trace_gradient"),
                  optimizer.arguments(
                      List.of(leak, threshold),
                      Arrays.asList(
                          surrogate,
                          presynaptic,
                          bias ? constant : null,
                          signal,
                          trace,
                          bias ? biasTrace : null),
                      List.of(batch, pre, rows, post)));
          same("trace", r, trace);
          same("bias trace", rb, biasTrace);
          optimizer.check();
          draw.sight("bias", bias);
          draw.sight("no bias", !bias);
        });
  }

  @Test
  void ostlTraceGradient() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = batch(draw);
          int pre = wide(draw);
          int post = wide(draw);
          boolean bias = draw.once(2);
          int rows = bias ? pre + 1 : pre;
          int slots = draw.integer(1, 3);
          int t = draw.integer(0, 5);
          boolean counted = draw.once(2);
          float[] retention = draw.values(batch * post);
          float[] inputs = draw.sparse(slots * batch * pre);
          int part = counted ? t % slots * batch * pre : 0;
          float[] input = Arrays.copyOfRange(inputs, part, part + batch * pre);
          float[] factor = draw.values(batch * post);
          float[] trace = draw.values(batch * pre * post);
          float[] biasTrace = draw.values(batch * post);
          float[] p = trace.clone();
          float[] pb = biasTrace.clone();
          Optimizer optimizer = Optimizer.any(draw, rows * post);

          OstlTraceReference.step(retention, input, p, pre, post, 0, batch, 0, post);
          float[] g = optimizer.expectedGradient();
          MatrixGradientReference.accumulate(factor, p, g, batch, pre, post, 0, pre, 0, post);
          if (bias) {
            OstlTraceReference.step(retention, ones(batch), pb, 1, post, 0, batch, 0, post);
            float[] gb = Arrays.copyOfRange(g, pre * post, rows * post);
            MatrixGradientReference.accumulate(factor, pb, gb, batch, 1, post, 0, 1, 0, post);
            System.arraycopy(gb, 0, g, pre * post, post);
          }
          Gpu.any(draw)
              .run(
                  optimizer.kernel("ostl_trace_gradient"),
                  optimizer.arguments(
                      List.of(),
                      Arrays.asList(
                          counted ? new int[] {t} : null,
                          retention,
                          inputs,
                          factor,
                          trace,
                          bias ? biasTrace : null),
                      List.of(slots, batch, pre, rows, post)));
          same("trace", p, trace);
          same("bias trace", pb, biasTrace);
          optimizer.check();
          draw.sight("a later part", part > 0);
        });
  }
}
