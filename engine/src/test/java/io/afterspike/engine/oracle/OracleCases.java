package io.afterspike.engine.oracle;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The networks that the oracle's properties are tried on. */
interface OracleCases {
  /** One to three layers of one to five neurons, 1 to 60 steps, one to three samples. */
  @Provide
  default Arbitrary<OracleCase> cases() {
    return cases(1, 60, 5);
  }

  /** As {@link #cases()}, small enough for forward mode. */
  @Provide
  default Arbitrary<OracleCase> tinyCases() {
    return cases(1, 20, 3);
  }

  /** As {@link #tinyCases()}, of one step. */
  @Provide
  default Arbitrary<OracleCase> singleSteps() {
    return cases(1, 1, 4);
  }

  private static Arbitrary<OracleCase> cases(int fewest, int most, int widest) {
    Arbitrary<int[]> sizes =
        Arbitraries.integers().between(1, widest).array(int[].class).ofMinSize(2).ofMaxSize(4);
    Arbitrary<Integer> steps = Arbitraries.integers().between(fewest, most);
    Arbitrary<Integer> batch = Arbitraries.integers().between(1, 3);
    Arbitrary<Double> leak = Arbitraries.of(0.0, 0.5, 0.8807971, 0.9525741, 1.0);
    Arbitrary<Double> threshold = Arbitraries.of(0.5, 1.0, 1.0, 1.5);
    Arbitrary<Double> slope = Arbitraries.of(1.0, 10.0, 25.0);
    // Bits: bias three times in four, dyadic one time in two.
    Arbitrary<Integer> flags = Arbitraries.integers().between(0, 15);
    return Combinators.combine(
            Arbitraries.longs(), sizes, steps, batch, leak, threshold, slope, flags)
        .as(
            (seed, n, t, b, l, th, k, f) ->
                OracleCase.random(seed, n, t, b, l, th, k, f % 4 != 0, f / 8 == 0))
        .withoutEdgeCases();
  }

  /** Fails the property unless spikes in every layer are the rule among its tries. */
  static void requireSpikes(OracleCase example, double percent) {
    Statistics.label("every layer fires")
        .collect(example.everyLayerFires())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > percent));
  }

  /** Fails the property unless c = 0 occurs exactly: the threshold is 1 and met, so g = 1. */
  static void requireForgetting(OracleCase example, double percent) {
    OracleNetwork network = example.network();
    OracleRun run = example.forward();
    boolean forgets = false;
    for (int l = 0; l < network.layers() && network.leak() > 0; l++) {
      for (double g : GoldenCase.flat(run.g()[l])) {
        forgets |= g * network.threshold() == 1;
      }
    }
    Statistics.label("c = 0 exactly, leak above 0")
        .collect(forgets)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > percent));
  }
}
