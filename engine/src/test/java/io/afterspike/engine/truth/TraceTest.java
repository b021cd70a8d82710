package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.afterspike.engine.LayerRule;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceName;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.Rule;
import io.afterspike.engine.oracle.RuleOracle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.StatisticsReport;

/** What the networks keep, read after every step: potentials, leaky output and all traces. */
class TraceTest implements EngineCase.Source {
  private static final Shares SHARES = new Shares("Traces");

  @Provide
  static Arbitrary<TraceForm> forms() {
    return Arbitraries.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED);
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void areTheOracles(
      @ForAll("cases") EngineCase example, @ForAll Rule rule, @ForAll("forms") TraceForm form) {
    LearningRule learning = LearningRule.valueOf(rule.name());
    NetworkSpec spec = example.spec(learning, UpdateMode.ONLINE).with(form);
    try (Duel duel = Duel.fixed(example.requireSpikes(), spec)) {
      RuleOracle oracle = new RuleOracle(example.network(), rule, false, example.batch());
      for (int t = 0; t < example.steps(); t++) {
        oracle.step(example.example().input()[t], example.labels());
        duel.step(t);
        if (t % 4 == 0 || t + 1 == example.steps()) {
          compare(duel, oracle);
        }
      }
    }
  }

  private static void compare(Duel duel, RuleOracle oracle) {
    NetworkSpec spec = duel.spec();
    int layers = spec.layers().size();
    Map<String, BoundedValue[]> saved = duel.bounded().saved();
    for (int l = 0; l < layers; l++) {
      int layer = l;
      compare(
          duel, "potential", Flat.of(oracle.potential(l)), (n, to) -> n.readPotential(layer, to));
      LayerRule rule = spec.rule().layerRule(l, layers);
      Set<TraceName> kept = kept(rule, spec.form());
      for (TraceName name : TraceName.values()) {
        double[] truth = truth(oracle, l, name);
        if (!kept.contains(name)) {
          for (Network network : duel.networks()) {
            assertThrows(
                IllegalArgumentException.class,
                () -> network.readTrace(layer, name, new float[truth.length]));
          }
          continue;
        }
        String what = name.name().toLowerCase(Locale.ROOT) + " " + spec.form().label();
        BoundedValue[] bounds = bounds(duel.bounded(), saved, spec, l, name, truth.length);
        for (Network network : duel.networks()) {
          float[] found = new float[truth.length];
          network.readTrace(l, name, found);
          SHARES.compare(what, truth, bounds, found);
        }
      }
    }
    if (spec.rule().leakyReadout()) {
      compare(duel, "leaky output", Flat.of(oracle.leakySum()), Network::readLeakyOutput);
    }
  }

  private static void compare(
      Duel duel, String what, double[] truth, BiConsumer<Network, float[]> reader) {
    BoundedNetwork bounded = duel.bounded();
    BoundedValue[] bounds =
        bounded.read(truth.length, values -> reader.accept(bounded.network(), values));
    for (Network network : duel.networks()) {
      float[] found = new float[truth.length];
      reader.accept(network, found);
      SHARES.compare(what, truth, bounds, found);
    }
  }

  /** What each rule and form promises to keep. */
  private static Set<TraceName> kept(LayerRule rule, TraceForm form) {
    return switch (rule) {
      case OSTL -> EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
      case OTTT -> EnumSet.of(TraceName.PRESYNAPTIC);
      case APPROX_OTPE ->
          EnumSet.of(
              TraceName.PRESYNAPTIC, TraceName.FILTERED_PRESYNAPTIC, TraceName.MEAN_SURROGATE);
      case OTPE -> {
        Set<TraceName> kept =
            EnumSet.of(TraceName.OUTPUT, TraceName.BIAS_OUTPUT, TraceName.MEAN_SURROGATE);
        if (form == TraceForm.MATRIX) {
          kept.add(TraceName.PRESYNAPTIC);
        }
        if (form == TraceForm.PUBLISHED) {
          kept.addAll(EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE));
        }
        yield kept;
      }
    };
  }

  private static double[] truth(RuleOracle oracle, int l, TraceName name) {
    return switch (name) {
      case PRESYNAPTIC -> Flat.of(oracle.presynapticTrace(l));
      case FILTERED_PRESYNAPTIC -> Flat.of(oracle.filteredPresynapticTrace(l));
      case MEMBRANE -> Flat.of(oracle.membraneTrace(l));
      case BIAS_MEMBRANE -> Flat.of(oracle.biasMembraneTrace(l));
      case OUTPUT -> Flat.of(oracle.outputTrace(l));
      case BIAS_OUTPUT -> Flat.of(oracle.biasOutputTrace(l));
      case MEAN_SURROGATE -> Flat.of(oracle.meanSurrogate(l));
    };
  }

  /**
   * A trace with its bounds. What a network computes on the host from floats, when it is asked, is
   * repeated here on its buffers' bounded values.
   */
  private static BoundedValue[] bounds(
      BoundedNetwork bounded,
      Map<String, BoundedValue[]> saved,
      NetworkSpec spec,
      int l,
      TraceName name,
      int length) {
    boolean membrane = name == TraceName.MEMBRANE || name == TraceName.BIAS_MEMBRANE;
    boolean output = name == TraceName.OUTPUT || name == TraceName.BIAS_OUTPUT;
    boolean bias = name == TraceName.BIAS_MEMBRANE || name == TraceName.BIAS_OUTPUT;
    int pre = bias ? 1 : spec.shape(l).pre();
    int post = spec.shape(l).post();
    String traces = "traces." + l + ".";
    BoundedValue[] trace;
    if (spec.form() == TraceForm.HISTORY && (membrane || output)) {
      trace = new BoundedValue[length];
      Arrays.fill(trace, BoundedArithmetic.ZERO);
      for (int moment = 0; saved.containsKey(traces + "input." + moment); moment++) {
        BoundedValue[] factor = saved.get(traces + "factor." + moment);
        BoundedValue[] input = saved.get(traces + "input." + moment);
        for (int k = 0; k < length; k++) {
          BoundedValue x = bias ? BoundedArithmetic.ONE : input[k / post];
          int n = k / (pre * post) * post + k % post;
          trace[k] = BoundedArithmetic.fma(x, factor[n], trace[k]);
        }
      }
    } else if (spec.form() == TraceForm.MATRIX && membrane) {
      trace = saved.get(traces + (bias ? "biasTrace" : "trace"));
    } else {
      return bounded.read(length, values -> bounded.network().readTrace(l, name, values));
    }
    if (membrane) {
      // E = P - Vth (g P)
      BoundedValue[] g = saved.get("layer." + l + ".surrogate");
      BoundedValue threshold = BoundedValue.exact(-spec.lif().threshold());
      for (int k = 0; k < length; k++) {
        BoundedValue p = trace[k];
        BoundedValue moved = BoundedArithmetic.product(g[k / (pre * post) * post + k % post], p);
        trace[k] = BoundedArithmetic.fma(threshold, moved, p);
      }
    }
    return trace;
  }

  @AfterContainer
  static void report() {
    SHARES.report(23);
  }
}
