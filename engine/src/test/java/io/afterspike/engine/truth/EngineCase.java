package io.afterspike.engine.truth;

import io.afterspike.engine.LayerSpec;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.OracleCase;
import io.afterspike.engine.oracle.OracleNetwork;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** An {@link OracleCase} whose parameters and constants are floats, as an engine takes it. */
record EngineCase(OracleCase example) {

  /** The case with its parameters rounded to float. */
  static EngineCase of(OracleCase example) {
    OracleNetwork network = example.network().copy();
    network.write(Arrays.stream(network.read()).map(p -> (float) p).toArray());
    return new EngineCase(new OracleCase(network, example.input(), example.labels()));
  }

  OracleNetwork network() {
    return example.network();
  }

  int[] labels() {
    return example.labels();
  }

  int steps() {
    return example.input().length;
  }

  int batch() {
    return labels().length;
  }

  /** A step's input as an engine takes it, [batch][inputs]. */
  float[] input(int step) {
    return floats(Flat.of(example.input()[step]));
  }

  /** The parameters as an engine takes them. */
  float[] parameters() {
    return floats(network().read());
  }

  /** The network as an engine builds it, with a learning rate of 0. */
  NetworkSpec spec(LearningRule rule, UpdateMode mode) {
    OracleNetwork network = network();
    int layers = network.layers();
    LayerSpec[] specs = new LayerSpec[layers];
    Arrays.setAll(specs, l -> new LayerSpec(network.post(l), network.useBias()));
    LifParameters lif =
        new LifParameters(
            (float) network.leak(), (float) network.threshold(), (float) network.slope());
    return new NetworkSpec(
        network.pre(0),
        Arrays.asList(specs),
        batch(),
        lif,
        rule,
        mode,
        new OptimizerSpec.Sgd(0),
        TraceForm.MATRIX,
        false,
        steps(),
        0.3);
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  /** Fails the property unless spikes in every layer are the rule among its tries. */
  EngineCase requireSpikes() {
    Statistics.label("every layer fires")
        .collect(example.everyLayerFires())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 80));
    return this;
  }

  @Override
  public String toString() {
    return example.toString();
  }

  /** The networks that the engines' properties are tried on. */
  interface Source {
    /** One to three layers of one to nine neurons, 1 to 20 steps, one to three samples. */
    @Provide
    default Arbitrary<EngineCase> cases() {
      return cases(3, 9, 20);
    }

    /** The same with one layer. */
    @Provide
    default Arbitrary<EngineCase> oneLayer() {
      return cases(1, 9, 20);
    }

    /** Small enough for exact forward mode. */
    @Provide
    default Arbitrary<EngineCase> tinyCases() {
      return cases(3, 3, 12);
    }

    /** Short enough that weights that change bring no spike to the threshold. */
    @Provide
    default Arbitrary<EngineCase> shortCases() {
      return cases(3, 6, 7);
    }

    /** One step. */
    @Provide
    default Arbitrary<EngineCase> singleSteps() {
      return cases(3, 9, 1);
    }

    private static Arbitrary<EngineCase> cases(int mostLayers, int widest, int mostSteps) {
      Arbitrary<int[]> sizes =
          Arbitraries.integers()
              .between(1, widest)
              .array(int[].class)
              .ofMinSize(2)
              .ofMaxSize(mostLayers + 1);
      Arbitrary<Integer> steps = Arbitraries.integers().between(1, mostSteps);
      Arbitrary<Integer> batch = Arbitraries.integers().between(1, 3);
      Arbitrary<Float> leak = Arbitraries.of(0f, 0.5f, 0.8807971f, 0.9525741f, 0.9525741f, 1f);
      Arbitrary<Double> threshold = Arbitraries.of(0.5, 1.0, 1.0, 1.5);
      Arbitrary<Double> slope = Arbitraries.of(1.0, 10.0, 25.0);
      // Bits: bias three times in four, dyadic one time in four.
      Arbitrary<Integer> flags = Arbitraries.integers().between(0, 15);
      return Combinators.combine(
              Arbitraries.longs(), sizes, steps, batch, leak, threshold, slope, flags)
          .as(
              (seed, n, t, b, l, th, k, f) ->
                  of(OracleCase.random(seed, n, t, b, l, th, k, f % 4 != 0, f / 4 == 0)))
          .withoutEdgeCases();
    }
  }
}
