package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.ReferenceEngine;
import io.afterspike.engine.SimdEngine;
import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.RuleOracle;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.statistics.Statistics;

/**
 * A case on both CPU engines, with the bounds of every result. The bounded run goes first: whether
 * a case counts depends on the oracle's margin and the derived bound, never on what an engine gave.
 */
final class Duel implements AutoCloseable {
  /** With fixed weights the bound decides every spike that is this far from the threshold. */
  private static final double CLEAR = 1e-4;

  private final EngineCase example;
  private final NetworkSpec spec;
  private final List<Engine<?>> engines = List.of(new SimdEngine(1), new ReferenceEngine());
  private final List<Network> networks = new ArrayList<>();
  private final BoundedNetwork bounded;

  private Duel(EngineCase example, NetworkSpec spec) {
    this.example = example;
    this.spec = spec;
    bounded = new BoundedNetwork(spec, example.parameters());
    for (Engine<?> engine : engines) {
      Network network = engine.network(spec);
      network.writeParameters(example.parameters());
      network.reset();
      networks.add(network);
    }
  }

  /** Fixed weights; skips the try if a spike is too near the threshold to be decided. */
  static Duel fixed(EngineCase example, NetworkSpec spec) {
    boolean decided = decided(example, spec, false);
    double margin = example.example().forward().margin();
    assertTrue(decided || margin < CLEAR, "undecided at a margin of " + margin);
    assume(decided, 60);
    Duel duel = new Duel(example, spec);
    // A sequence before this one must leave nothing behind.
    for (Network network : duel.networks) {
      network.step(example.input(0), example.labels());
      network.step(example.input(example.steps() - 1), example.labels());
      network.reset();
    }
    return duel;
  }

  /**
   * Weights that change; skips the try if a spike is not decided or, on the oracle's own run, near
   * the threshold.
   *
   * @param margin of the oracle's own run
   */
  static Duel changing(EngineCase example, NetworkSpec spec, double margin) {
    assume(margin >= CLEAR && decided(example, spec, true), 50);
    return new Duel(example, spec);
  }

  private static void assume(boolean decided, double percent) {
    Statistics.label("every spike decided")
        .collect(decided)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > percent));
    Assume.that(decided);
  }

  private static boolean decided(EngineCase example, NetworkSpec spec, boolean learns) {
    BoundedNetwork trial = new BoundedNetwork(spec, example.parameters());
    for (int t = 0; t < example.steps(); t++) {
      if (learns) {
        trial.network().step(example.input(t), example.labels());
      } else {
        trial.network().evaluate(example.input(t), example.labels());
      }
    }
    return trial.decided();
  }

  /** One step on all. */
  void step(int t) {
    bounded.network().step(example.input(t), example.labels());
    for (Network network : networks) {
      network.step(example.input(t), example.labels());
    }
  }

  /** All steps and the end of the sequence. */
  Duel sequence() {
    for (int t = 0; t < example.steps(); t++) {
      step(t);
    }
    finish();
    return this;
  }

  /** The end of the sequence on all. */
  void finish() {
    bounded.network().finishSequence();
    networks.forEach(Network::finishSequence);
  }

  NetworkSpec spec() {
    return spec;
  }

  BoundedNetwork bounded() {
    return bounded;
  }

  List<Network> networks() {
    return networks;
  }

  void compareGradient(Shares shares, String what, double[] truth) {
    BoundedValue[] bounds = bounded.gradient();
    for (Network network : networks) {
      shares.compare(what, truth, bounds, gradient(network));
    }
  }

  /** The gradients of the simd engine and of another run of the same truth. */
  void agree(Shares shares, String what, Duel other) {
    shares.agree(what, bounded.gradient(), gradient(), other.bounded.gradient(), other.gradient());
  }

  /** The simd engine's gradient. */
  float[] gradient() {
    return gradient(networks.get(0));
  }

  private static float[] gradient(Network network) {
    float[] gradient = new float[network.parameters()];
    network.readGradient(gradient);
    return gradient;
  }

  /** Every layer's spikes of the last step are the oracle's. */
  void requireSameSpikes(RuleOracle oracle) {
    for (int l = 0; l < spec.layers().size(); l++) {
      float[] expected = EngineCase.floats(Flat.of(oracle.spikes(l)));
      for (Network network : networks) {
        float[] found = new float[expected.length];
        network.readSpikes(l, found);
        assertArrayEquals(expected, found, "spikes of layer " + l);
      }
    }
  }

  @Override
  public void close() {
    networks.forEach(Network::close);
    engines.forEach(Engine::close);
  }
}
