package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.afterspike.kernels.reference.CurrentReference;
import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.LeakySumReference;
import io.afterspike.kernels.reference.LifReference;
import io.afterspike.kernels.reference.MeanSurrogateReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.RetentionReference;
import io.afterspike.kernels.reference.ReversePassReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fused kernels against what they are composed of: one time step, or a whole sequence. */
class SequenceTest {
  private static final int TRIES = 120;

  private static float[] part(float[] all, int part, int size) {
    return Arrays.copyOfRange(all, part * size, (part + 1) * size);
  }

  private static void put(float[] all, int part, float[] values) {
    System.arraycopy(values, 0, all, part * values.length, values.length);
  }

  @Test
  void clock() {
    Sights.trials(
        10,
        draw -> {
          Gpu gpu = Gpu.any(draw);
          float leak = draw.leak();
          int[] counters = {99, 3};
          float[] scalars = {7f, 7f, 7f};
          float[] rates = {0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f};
          gpu.run("clock_start_f32", counters, scalars);
          assertArrayEquals(new int[] {-1, 3}, counters);
          same("scalars of the start", new float[] {0f, 0f, 7f}, scalars);
          float weight = 0f;
          for (int t = 0; t < 4; t++) {
            int updates = t == 1 ? 0 : 1;
            gpu.run("clock_step_f32", leak, rates, counters, scalars, rates.length, updates);
            weight = Math.fma(leak, weight, 1f);
            int number = 3 + (t == 0 ? 1 : t);
            float rate = rates[Math.min(number, rates.length) - 1];
            same("scalars", new float[] {weight, 1f / weight, rate}, scalars);
            assertArrayEquals(new int[] {t, number}, counters);
          }
        });
  }

  @Test
  void forwardStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.integer(1, 5);
          int pre = draw.once(8) ? draw.integer(1020, 1100) : draw.integer(1, 150);
          int post = draw.once(2) ? draw.integer(125, 140) : draw.integer(1, 40);
          int inputSlots = draw.integer(1, 3);
          int outputSlots = draw.integer(1, 3);
          int t = draw.integer(0, 5);
          boolean counted = draw.once(2);
          boolean means = draw.once(2);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float inverse = draw.fraction();
          int in = counted ? t % inputSlots : 0;
          int out = counted ? t % outputSlots : 0;
          float[] inputs = draw.sparse(inputSlots * batch * pre);
          float[] weights = draw.values(pre * post);
          float[] bias = draw.sparse(post);
          float[] potential = draw.values(batch * post);
          if (draw.once(4)) {
            // No current but the bias: exactly on the threshold.
            Arrays.fill(inputs, 0f);
            Arrays.fill(potential, 0f);
            Arrays.fill(bias, threshold);
          }
          float[] mean = draw.values(batch * post);
          float[] spikes = draw.junk(outputSlots * batch * post);
          float[] surrogate = draw.junk(batch * post);

          float[] input = part(inputs, in, batch * pre);
          int n = batch * post;
          float[] current = new float[n];
          float[] u = potential.clone();
          float[] s = new float[n];
          float[] g = new float[n];
          float[] m = mean.clone();
          CurrentReference.compute(input, weights, bias, current, pre, post, 0, batch, 0, post);
          LifReference.step(leak, threshold, 25f, current, u, s, g, 0, n);
          if (means) {
            MeanSurrogateReference.step(inverse, g, m, 0, n);
          }
          float[] allSpikes = spikes.clone();
          put(allSpikes, out, s);
          Gpu.any(draw)
              .run(
                  "forward_step_f32",
                  leak,
                  threshold,
                  25f,
                  counted ? new int[] {t} : null,
                  means ? new float[] {inverse} : null,
                  inputs,
                  weights,
                  bias,
                  potential,
                  means ? mean : null,
                  spikes,
                  surrogate,
                  inputSlots,
                  outputSlots,
                  batch,
                  pre,
                  post);
          same("potential", u, potential);
          same("spikes", allSpikes, spikes);
          same("surrogate", g, surrogate);
          same("mean surrogate", m, mean);
          int events = 0;
          for (float x : input) {
            events += x != 0 ? 1 : 0;
          }
          draw.sight("many events", events > batch * 60);
          draw.sight("few events", events < batch * 8);
          draw.sight("two lists of events", pre > 1024);
          draw.sight("later parts", in > 0 && out > 0);
        });
  }

  @Test
  void presynapticTraceStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = draw.size(256);
          int slots = draw.integer(1, 3);
          int t = draw.integer(0, 5);
          boolean counted = draw.once(2);
          boolean filters = draw.once(2);
          float leak = draw.leak();
          float[] inputs = draw.sparse(slots * n);
          float[] trace = draw.values(n);
          float[] filtered = draw.values(n);
          float[] a = trace.clone();
          float[] z = filtered.clone();
          LeakySumReference.step(leak, part(inputs, counted ? t % slots : 0, n), a, 0, n);
          if (filters) {
            LeakySumReference.step(leak, a, z, 0, n);
          }
          Gpu.any(draw)
              .run(
                  "presynaptic_trace_step_f32",
                  leak,
                  counted ? new int[] {t} : null,
                  inputs,
                  trace,
                  filters ? filtered : null,
                  slots,
                  (long) n);
          same("trace", a, trace);
          same("filtered", z, filtered);
        });
  }

  @Test
  void historyFactorsOfSeveralSteps() {
    Sights.trials(
        48,
        draw -> {
          int n = draw.size(draw.once(2) ? 32 : 256);
          int window = draw.integer(1, 7);
          int steps = draw.integer(window, 12);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] decays = new float[window];
          decays[0] = 1f;
          for (int age = 1; age < window; age++) {
            decays[age] = leak * decays[age - 1];
          }
          float[] ostl = draw.junk(window * n);
          float[] otpe = draw.junk(window * n);
          float[] retention = new float[n];
          float[] c = new float[n];
          List<float[]> d = new ArrayList<>();
          List<float[]> q = new ArrayList<>();
          Gpu gpu = Gpu.any(draw);
          for (int t = 0; t < steps; t++) {
            float[] g = draw.once(2) ? draw.surrogates(n) : draw.values(n);
            if (d.size() == window) {
              d.remove(0);
              q.remove(0);
            }
            for (float[] factor : d) {
              HistoryFactorReference.stepOstl(c, factor, 0, n);
            }
            RetentionReference.compute(leak, threshold, g, c, 0, n);
            for (int k = 0; k < q.size(); k++) {
              HistoryFactorReference.stepOtpe(decays[q.size() - k], c, g, q.get(k), 0, n);
            }
            float[] ones = new float[n];
            Arrays.fill(ones, 1f);
            d.add(ones);
            q.add(g.clone());
            int[] step = {t};
            gpu.run(
                "ostl_factors_step_f32",
                leak,
                threshold,
                step,
                g,
                retention,
                ostl,
                window,
                (long) n);
            gpu.run(
                "otpe_factors_step_f32", leak, threshold, step, decays, g, otpe, window, (long) n);
            same("retention", c, retention);
            for (int k = 0; k < d.size(); k++) {
              int slot = (t - (d.size() - 1) + k) % window;
              same("D " + k, d.get(k), part(ostl, slot, n));
              same("Q " + k, q.get(k), part(otpe, slot, n));
            }
          }
          draw.sight("forgets", steps > window + 1);
        });
  }

  @Test
  void historyGradient() {
    Sights.trials(
        2 * TRIES,
        draw -> {
          int batch = draw.once(2) ? draw.size(32) : draw.integer(1, 7);
          int pre = draw.size(32);
          int post = draw.once(2) ? draw.size(64) : draw.size(32);
          boolean bias = draw.once(2);
          int rows = bias ? pre + 1 : pre;
          int window = draw.integer(1, 6);
          int inputSlots = draw.once(2) ? window : window + draw.integer(0, 4);
          int t = draw.integer(0, 9);
          boolean weighted = draw.once(2);
          float[] inputs = draw.sparse(inputSlots * batch * pre);
          float[] factors = draw.values(window * batch * post);
          float[] signal = draw.values(batch * post);
          Optimizer optimizer = Optimizer.any(draw, rows * post);

          float[] g = optimizer.expectedGradient();
          float[] gb = Arrays.copyOfRange(g, pre * post, rows * post);
          float[] ones = new float[batch];
          Arrays.fill(ones, 1f);
          for (int k = Math.max(0, t + 1 - window); k <= t; k++) {
            float[] x = part(inputs, k % inputSlots, batch * pre);
            float[] f = part(factors, k % window, batch * post);
            if (weighted) {
              ProductReference.multiply(signal, f, f, 0, f.length);
            }
            OuterProductReference.accumulate(x, f, g, batch, pre, post, 0, pre, 0, post);
            if (bias) {
              OuterProductReference.accumulate(ones, f, gb, batch, 1, post, 0, 1, 0, post);
            }
          }
          System.arraycopy(gb, 0, g, pre * post, gb.length);
          Gpu.any(draw)
              .run(
                  optimizer.kernel("history_gradient"),
                  optimizer.arguments(
                      List.of(),
                      Arrays.asList(new int[] {t}, inputs, factors, weighted ? signal : null),
                      List.of(inputSlots, window, batch, pre, rows, post)));
          optimizer.check();
          draw.sight("bias", bias);
          draw.sight("weighted", weighted);
          draw.sight("forgot", t >= window);
          draw.sight("several chunks", Math.min(window, t + 1) * batch > 70);
        });
  }

  @Test
  void lifSequence() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = draw.size(draw.once(2) ? 32 : 256);
          int steps = draw.once(3) ? draw.integer(0, 2) : draw.integer(0, 9);
          boolean means = draw.once(2);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] inverse = new float[steps];
          float weight = 0f;
          for (int t = 0; t < steps; t++) {
            weight = Math.fma(leak, weight, 1f);
            inverse[t] = 1f / weight;
          }
          float[] current = draw.values(steps * n);
          float[] potential = draw.values(n);
          for (int j = 0; j < n && steps > 0; j++) {
            if (draw.once(4)) {
              current[j] = threshold;
              potential[j] = 0f;
            }
          }
          float[] mean = draw.values(n);
          float[] spikes = draw.junk(steps * n);
          float[] surrogate = draw.junk(steps * n);
          float[] kept = draw.junk(steps * n);
          float[] u = potential.clone();
          float[] m = mean.clone();
          float[] allS = new float[steps * n];
          float[] allG = new float[steps * n];
          float[] allM = kept.clone();
          for (int t = 0; t < steps; t++) {
            float[] s = new float[n];
            float[] g = new float[n];
            LifReference.step(leak, threshold, 25f, part(current, t, n), u, s, g, 0, n);
            put(allS, t, s);
            put(allG, t, g);
            if (means) {
              MeanSurrogateReference.step(inverse[t], g, m, 0, n);
              put(allM, t, m);
            }
          }
          Gpu.any(draw)
              .run(
                  "lif_sequence_f32",
                  leak,
                  threshold,
                  25f,
                  inverse,
                  current,
                  potential,
                  mean,
                  spikes,
                  surrogate,
                  means ? kept : null,
                  steps,
                  (long) n);
          same("potential", u, potential);
          same("mean", m, mean);
          same("spikes", allS, spikes);
          same("surrogate", allG, surrogate);
          same("means", allM, kept);
        });
  }

  @Test
  void leakySumSequence() {
    Sights.trials(
        TRIES,
        draw -> {
          int n = draw.size(draw.once(2) ? 32 : 256);
          int steps = draw.once(3) ? draw.integer(0, 2) : draw.integer(0, 9);
          boolean keeps = draw.once(2);
          float leak = draw.leak();
          float[] input = draw.values(steps * n);
          float[] sum = draw.values(n);
          float[] sums = draw.junk(steps * n);
          float[] expected = sum.clone();
          float[] all = sums.clone();
          for (int t = 0; t < steps; t++) {
            LeakySumReference.step(leak, part(input, t, n), expected, 0, n);
            if (keeps) {
              put(all, t, expected);
            }
          }
          Gpu.any(draw)
              .run(
                  "leaky_sum_sequence_f32", leak, input, sum, keeps ? sums : null, steps, (long) n);
          same("sum", expected, sum);
          same("sums", all, sums);
        });
  }

  @Test
  void reverseSequence() {
    String[] rules = {"bptt", "ostl", "otpe", "ottt", "approx_otpe"};
    Sights.trials(
        180,
        draw -> {
          String rule = rules[draw.integer(0, 4)];
          int n = draw.size(draw.once(2) ? 32 : 256);
          int steps = draw.once(3) ? draw.integer(0, 2) : draw.integer(0, 9);
          boolean inPlace = draw.once(2);
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] signal = draw.values(steps * n);
          float[] surrogate = draw.values(steps * n);
          float[] mean = draw.values(steps * n);
          float[] adjoints = signal.clone();
          float[] sent = rule.endsWith("otpe") ? mean.clone() : new float[steps * n];
          reverse(rule, leak, threshold, surrogate, adjoints, sent, steps, n);
          float[] adjoint = inPlace ? signal : draw.junk(steps * n);
          float[] factor = inPlace ? mean : draw.junk(steps * n);
          List<Object> arguments = new ArrayList<>(List.of(leak));
          if (!rule.equals("ottt") && !rule.equals("approx_otpe")) {
            arguments.add(threshold);
          }
          arguments.add(signal);
          if (!rule.equals("approx_otpe")) {
            arguments.add(surrogate);
          }
          if (rule.endsWith("otpe")) {
            arguments.add(mean);
          }
          arguments.add(adjoint);
          if (!rule.equals("bptt")) {
            arguments.add(factor);
          }
          arguments.add(steps);
          arguments.add((long) n);
          Gpu.any(draw).run("reverse_sequence_" + rule + "_f32", arguments.toArray());
          same(rule + ": adjoint", adjoints, adjoint);
          if (!rule.equals("bptt")) {
            same(rule + ": factor", sent, factor);
          }
          draw.sight(rule, true);
          draw.sight(rule + " in place", inPlace);
        });
  }

  private static void reverse(
      String rule,
      float leak,
      float threshold,
      float[] surrogate,
      float[] signal,
      float[] sent,
      int steps,
      int n) {
    switch (rule) {
      case "bptt" -> ReversePassReference.bptt(leak, threshold, surrogate, signal, steps, n, 0, n);
      case "ostl" ->
          ReversePassReference.ostl(leak, threshold, surrogate, signal, sent, steps, n, 0, n);
      case "otpe" ->
          ReversePassReference.otpe(leak, threshold, surrogate, signal, sent, steps, n, 0, n);
      case "ottt" -> ReversePassReference.ottt(leak, surrogate, signal, sent, steps, n, 0, n);
      default -> ReversePassReference.approxOtpe(leak, signal, sent, steps, n, 0, n);
    }
  }
}
