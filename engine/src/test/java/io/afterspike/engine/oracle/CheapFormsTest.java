package io.afterspike.engine.oracle;

import static io.afterspike.engine.oracle.Closeness.assertClose;
import static io.afterspike.engine.oracle.GoldenCase.flat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Every cheap form of a rule equals its published form, while the weights change. */
class CheapFormsTest implements OracleCases {
  private static final double TOLERANCE = 1e-12;

  /** Learning rates: weights fixed, changing, and changing by as much as they are. */
  @Provide
  Arbitrary<Double> rates() {
    return Arbitraries.of(0.0, 0.1, 1.0);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void oneTraceIsEnough(
      @ForAll("cases") OracleCase example, @ForAll Rule rule, @ForAll("rates") double rate) {
    OracleCases.requireSpikes(example, 80);
    OracleCases.requireForgetting(example, 1);
    RuleRecording run = RuleRecording.of(example, rule, false, rate);
    for (int l = 0; l < run.layers().length; l++) {
      SingleTraceForm.Trace p = SingleTraceForm.ostl(run.layers()[l]);
      SingleTraceForm.Trace r = SingleTraceForm.otpe(run.layers()[l]);
      RuleRecording.Traces[] published = run.traces()[l];
      String where = " of layer " + l;
      assertClose(
          flat(each(published, RuleRecording.Traces::p)),
          flat(p.weights()),
          TOLERANCE,
          "P" + where);
      assertClose(
          flat(each(published, RuleRecording.Traces::pBias)),
          flat(p.bias()),
          TOLERANCE,
          "Pb" + where);
      assertClose(
          flat(each(published, RuleRecording.Traces::r)),
          flat(r.weights()),
          TOLERANCE,
          "R" + where);
      assertClose(
          flat(each(published, RuleRecording.Traces::rBias)),
          flat(r.bias()),
          TOLERANCE,
          "Rb" + where);
    }
  }

  /** The reason for the single trace: E = â − Vth R. */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void membraneTraceFollowsFromTheOutputTrace(@ForAll("cases") OracleCase example) {
    OracleCases.requireSpikes(example, 80);
    RuleRecording run = RuleRecording.of(example, Rule.OTPE, false, 0.1);
    double threshold = example.network().threshold();
    for (RuleRecording.Traces[] layer : run.traces()) {
      for (RuleRecording.Traces traces : layer) {
        for (int b = 0; b < traces.e().length; b++) {
          for (int i = 0; i < traces.e()[b].length; i++) {
            double a = traces.a()[b][i];
            double[] r = traces.r()[b][i];
            double[] expected = Arrays.stream(r).map(value -> a - threshold * value).toArray();
            double[] scale =
                Arrays.stream(r).map(value -> a + threshold * Math.abs(value)).toArray();
            assertClose(expected, traces.e()[b][i], scale, TOLERANCE, "E");
          }
        }
      }
    }
  }

  /** Any surrogates, also those that no network has, among them c = 0 for every threshold. */
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void oneTraceIsEnoughForAnySurrogate(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double threshold = new double[] {1, 1, 1.5, 2}[random.nextInt(4)];
    double leak = new double[] {0.5, 0.9525741, 1}[random.nextInt(3)];
    double[][][] x = new double[60][1][1];
    double[][][] g = new double[60][1][1];
    double e = 0;
    double r = 0;
    double[][] expected = new double[2][60];
    for (int t = 0; t < 60; t++) {
      x[t][0][0] = random.nextInt(3) - 1;
      g[t][0][0] = random.nextInt(3) == 0 ? 1 / threshold : random.nextDouble();
      double p = leak * e + x[t][0][0];
      e = (1 - threshold * g[t][0][0]) * p;
      r = leak * r + g[t][0][0] * p;
      expected[0][t] = p;
      expected[1][t] = r;
    }
    LayerSteps layer = new LayerSteps(LayerRule.OTPE, leak, threshold, x, g, g);
    assertClose(expected[0], flat(SingleTraceForm.ostl(layer).weights()), TOLERANCE, "P");
    assertClose(expected[1], flat(SingleTraceForm.otpe(layer).weights()), TOLERANCE, "R");
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void historyGivesEveryStepsGradient(
      @ForAll("cases") OracleCase example,
      @ForAll Rule rule,
      @ForAll boolean tracedBias,
      @ForAll("rates") double rate) {
    OracleCases.requireSpikes(example, 80);
    OracleCases.requireForgetting(example, 1);
    RuleRecording run = RuleRecording.of(example, rule, tracedBias, rate);
    for (int l = 0; l < run.layers().length; l++) {
      LayerGradient[] found = HistoryForm.gradients(run.layers()[l], tracedBias);
      for (int t = 0; t < found.length; t++) {
        compare(run, l, t, run.gradients()[t], found[t], "layer " + l + ", step " + t);
      }
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void windowContinuesFromATraceExactly(
      @ForAll("cases") OracleCase example, @ForAll("rates") double rate, @ForAll long seed) {
    OracleCases.requireSpikes(example, 80);
    int last = example.input().length - 1;
    int from = new SplittableRandom(seed).nextInt(last + 1);
    RuleRecording otpe = RuleRecording.of(example, Rule.F_OTPE, false, rate);
    RuleRecording ostl = RuleRecording.of(example, Rule.OSTL, false, rate);
    for (int l = 0; l < otpe.layers().length; l++) {
      RuleRecording.Traces then = otpe.traces()[l][from];
      RuleRecording.Traces now = otpe.traces()[l][last];
      LayerSteps layer = otpe.layers()[l];
      double[][][] ones = ones(layer);
      double[][] ab = new double[layer.batch()][1];
      for (double[] sample : ab) {
        sample[0] = then.aBias();
      }
      compareTraces(
          now.r(),
          HistoryForm.otpeFrom(from, then.r(), then.a(), layer, layer.x()),
          each(otpe.traces()[l], RuleRecording.Traces::r),
          "R");
      compareTraces(
          now.rBias(),
          HistoryForm.otpeFrom(from, asMatrix(then.rBias()), ab, layer, ones),
          each(otpe.traces()[l], RuleRecording.Traces::rBias),
          "Rb");

      then = ostl.traces()[l][from];
      now = ostl.traces()[l][last];
      layer = ostl.layers()[l];
      compareTraces(
          now.p(),
          HistoryForm.ostlFrom(from, then.p(), layer, layer.x()),
          each(ostl.traces()[l], RuleRecording.Traces::p),
          "P");
      compareTraces(
          now.pBias(),
          HistoryForm.ostlFrom(from, asMatrix(then.pBias()), layer, ones),
          each(ostl.traces()[l], RuleRecording.Traces::pBias),
          "Pb");
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void reverseGivesTheOfflineGradient(
      @ForAll("cases") OracleCase example, @ForAll Rule rule, @ForAll boolean tracedBias) {
    OracleCases.requireSpikes(example, 80);
    OracleCases.requireForgetting(example, 1);
    RuleRecording run = RuleRecording.of(example, rule, tracedBias, 0);
    int steps = example.input().length;
    double[] expected = new double[example.network().parameters()];
    double[] magnitudes = new double[expected.length];
    for (int t = 0; t < steps; t++) {
      for (int p = 0; p < expected.length; p++) {
        expected[p] += run.gradients()[t][p] / steps;
        magnitudes[p] += run.magnitudes()[t][p] / steps;
      }
    }
    double[] found = ReverseForm.gradient(example.forward(), example.labels(), rule, tracedBias);
    comparePerLayer(run, expected, found, magnitudes);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void reverseGivesTheGradientThroughTime(
      @ForAll("cases") OracleCase example, @ForAll Readout readout) {
    OracleCases.requireSpikes(example, 80);
    OracleRun run = example.forward();
    double[] mean = new double[run.steps()];
    Arrays.fill(mean, 1.0 / run.steps());
    assertClose(
        BpttOracle.gradient(run, example.labels(), readout),
        ReverseForm.bptt(run, example.labels(), readout),
        BpttOracle.magnitudes(run, example.labels(), readout, mean),
        TOLERANCE,
        "gradient");
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void blockGivesTheSumOfItsSteps(
      @ForAll("cases") OracleCase example,
      @ForAll Rule rule,
      @ForAll("rates") double rate,
      @ForAll long seed) {
    OracleCases.requireSpikes(example, 80);
    OracleCases.requireForgetting(example, 1);
    int steps = example.input().length;
    Assume.that(steps > 1);
    int first = 1 + new SplittableRandom(seed).nextInt(steps - 1);
    RuleRecording run = RuleRecording.of(example, rule, true, rate);
    for (int l = 0; l < run.layers().length; l++) {
      LayerSteps layer = run.layers()[l];
      RuleRecording.Traces before = run.traces()[l][first - 1];
      boolean otpe = layer.rule() == LayerRule.OTPE;
      double[][] weights =
          BlockForm.gradient(
              layer,
              first,
              otpe ? before.r() : before.p(),
              each(run.traces()[l], RuleRecording.Traces::a),
              before.z(),
              layer.x());
      double[][][] ab = ones(layer);
      for (int t = 0; t < steps; t++) {
        for (double[] sample : ab[t]) {
          sample[0] = run.traces()[l][t].aBias();
        }
      }
      double[][] zb = new double[layer.batch()][1];
      for (double[] sample : zb) {
        sample[0] = before.zBias();
      }
      double[] bias =
          BlockForm.gradient(
              layer, first, asMatrix(otpe ? before.rBias() : before.pBias()), ab, zb, ones(layer))[
              0];

      double[] expected = new double[run.start().length];
      double scale = 0;
      for (int t = first; t < steps; t++) {
        for (int p = 0; p < expected.length; p++) {
          expected[p] += run.gradients()[t][p];
        }
        scale += run.scale(l, t);
      }
      compare(
          run,
          l,
          scale,
          run.part(expected, l),
          new LayerGradient(weights, bias),
          "block, layer " + l);
    }
  }

  /**
   * Along a published run, so that differences cannot grow: weights and both products, each step.
   */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void deferredWeightsAreThePublishedOnes(
      @ForAll("cases") OracleCase example, @ForAll Rule rule, @ForAll("rates") double rate) {
    OracleCases.requireSpikes(example, 80);
    RuleRecording run = RuleRecording.of(example, rule, true, rate);
    OracleNetwork start = example.network();
    OracleNetwork now = start.copy();
    double[] parameters = now.read();
    for (int l = 0; l < start.layers(); l++) {
      LayerSteps layer = run.layers()[l];
      double[][][] f = layer.factor();
      int pre = layer.pre();
      int post = layer.post();
      DeferredWeights deferred =
          new DeferredWeights(layer.rule(), start.leak(), start.threshold(), rate);
      double traceScale = Arrays.stream(flat(start.weights()[l])).map(Math::abs).sum();
      now.write(run.start());
      parameters = now.read();
      for (int t = 0; t < layer.steps(); t++) {
        double[] bias = deferred.learn(layer.x()[t], layer.g()[t], f[t]);
        traceScale += rate * run.scale(l, t);
        OracleOptimizer.sgd(rate).apply(parameters, run.gradients()[t]);
        now.write(parameters);
        if (start.useBias()) {
          double[] found = flat(new Object[] {new double[pre][post], bias});
          double[] expected = run.part(run.gradients()[t], l);
          Arrays.fill(expected, 0, pre * post, 0);
          assertClose(expected, found, filled(expected, run.scale(l, t)), TOLERANCE, "bias");
        }

        double[] published = flat(now.weights()[l]);
        double[] change = flat(deferred.change(pre, post));
        double[] initial = flat(start.weights()[l]);
        double[] found = new double[change.length];
        Arrays.setAll(found, p -> initial[p] + change[p]);
        double[] scales = filled(found, traceScale);
        assertClose(published, found, scales, TOLERANCE, "W, layer " + l + ", step " + t);
        for (int b = 0; b < layer.batch(); b++) {
          double[] x = layer.x()[t][b];
          double[] h = layer.g()[t][b];
          double[] currents = new double[post];
          double[] projected = new double[pre];
          for (int i = 0; i < pre; i++) {
            for (int j = 0; j < post; j++) {
              double moved = now.weights()[l][i][j] - start.weights()[l][i][j];
              currents[j] += x[i] * moved;
              projected[i] += h[j] * moved;
            }
          }
          // Inputs are at most 2, and there are at most 5.
          assertClose(
              currents,
              deferred.current(x, post),
              filled(currents, 10 * traceScale),
              TOLERANCE,
              "xW");
          assertClose(
              projected,
              deferred.project(h, pre),
              filled(projected, 5 * traceScale),
              TOLERANCE,
              "hW");
        }
      }
    }
  }

  /** The whole run: a short one, since differences grow when each step depends on the last. */
  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void deferredSgdIsOnlineSgd(
      @ForAll("tinyCases") OracleCase example, @ForAll Rule rule, @ForAll boolean tracedBias) {
    OracleCases.requireSpikes(example, 80);
    double rate = 0.1;
    RuleRecording run = RuleRecording.of(example, rule, tracedBias, rate);
    // The deferred weights are rounded otherwise: at the threshold a spike could flip.
    boolean clear = run.margin() > 1e-5;
    Statistics.label("clear of the threshold")
        .collect(clear)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 40));
    Assume.that(clear);
    OracleCase own = new OracleCase(example.network().copy(), example.input(), example.labels());
    DeferredSgdForm form =
        new DeferredSgdForm(own.network(), rule, tracedBias, own.labels().length, rate);
    Training published =
        Training.online(
            example.network(),
            rule,
            tracedBias,
            example.input(),
            example.labels(),
            OracleOptimizer.sgd(rate),
            1);
    double[] losses = new double[own.input().length];
    for (int t = 0; t < losses.length; t++) {
      losses[t] = form.step(own.input()[t], own.labels());
    }
    assertClose(published.losses(), losses, 1e-6, "loss");
    assertClose(published.network().read(), form.parameters(), 1e-6, "parameters");
  }

  /**
   * A window of W steps leaves out at most Σ_{n≥W} λ^n / Vth of each unit of input: after 405 steps
   * (leak 0.9526) no more than one rounding of 1 in float32.
   */
  @Example
  void slidingWindowLosesWhatItsBoundSays() {
    OracleCase example =
        OracleCase.random(3, new int[] {3, 2}, 900, 1, 0.9525741, 1, 25, true, false);
    assertTrue(example.everyLayerFires());
    RuleRecording run = RuleRecording.of(example, Rule.F_OTPE, false, 0);
    for (int window : new int[] {100, 405}) {
      LayerGradient[] found = HistoryForm.gradients(run.layers()[0], false, window);
      // Inputs are at most 2, the bias's is 1.
      double bound = 2 * Math.pow(0.9525741, window) / (1 - 0.9525741);
      double largest = 0;
      for (int t = window; t < 900; t++) {
        double[] exact = run.gradients()[t];
        for (int p = 0; p < exact.length; p++) {
          double signal = Math.abs(run.layers()[0].delta()[t][0][p % 2]);
          double lost = Math.abs(found[t].flat()[p] - exact[p]);
          largest = Math.max(largest, lost / (signal * bound));
        }
      }
      assertTrue(largest <= 1 && largest > 0.05, window + " steps: share " + largest);
    }
    assertTrue(Math.pow(0.9525741, 405) / (1 - 0.9525741) < 1.01 * 0x1p-24);
  }

  /** Compares one layer's gradient of one step. */
  private static void compare(
      RuleRecording run, int l, int t, double[] gradient, LayerGradient found, String what) {
    compare(run, l, run.scale(l, t), run.part(gradient, l), found, what);
  }

  private static void compare(
      RuleRecording run, int l, double scale, double[] expected, LayerGradient found, String what) {
    double[] actual = found.flat();
    if (!run.oracle().network().useBias()) {
      // The forms always compute it; the network does not take it.
      Arrays.fill(actual, actual.length - found.bias().length, actual.length, 0);
    }
    assertClose(expected, actual, filled(expected, scale), TOLERANCE, what);
  }

  private static double[] filled(double[] like, double value) {
    double[] filled = new double[like.length];
    Arrays.fill(filled, value);
    return filled;
  }

  private static void comparePerLayer(
      RuleRecording run, double[] expected, double[] found, double[] magnitudes) {
    for (int l = 0; l < run.layers().length; l++) {
      double largest = Arrays.stream(run.part(magnitudes, l)).max().orElseThrow();
      double[] part = run.part(expected, l);
      assertClose(
          part, run.part(found, l), filled(part, largest), TOLERANCE, "gradient of layer " + l);
    }
  }

  private static void compareTraces(Object expected, Object found, Object history, String what) {
    double largest = Arrays.stream(flat(history)).map(Math::abs).max().orElseThrow();
    double[] values = flat(expected);
    assertClose(values, flat(found), filled(values, largest), TOLERANCE, what);
  }

  private static double[][][] ones(LayerSteps layer) {
    double[][][] ones = new double[layer.steps()][layer.batch()][1];
    for (double[][] step : ones) {
      for (double[] sample : step) {
        sample[0] = 1;
      }
    }
    return ones;
  }

  /** {@code [sample][post]} as {@code [sample][1][post]}. */
  private static double[][][] asMatrix(double[][] bias) {
    return Arrays.stream(bias).map(row -> new double[][] {row}).toArray(double[][][]::new);
  }

  @SuppressWarnings("unchecked")
  private static <T> T[] each(
      RuleRecording.Traces[] traces, Function<RuleRecording.Traces, T> part) {
    T[] parts = (T[]) Array.newInstance(part.apply(traces[0]).getClass(), traces.length);
    for (int t = 0; t < parts.length; t++) {
      parts[t] = part.apply(traces[t]);
    }
    return parts;
  }
}
