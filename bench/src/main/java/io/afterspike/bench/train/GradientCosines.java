package io.afterspike.bench.train;

import io.afterspike.bench.data.Batch;
import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Engine;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.UpdateMode;
import java.util.ArrayList;
import java.util.List;

/**
 * How well each rule's gradient points along the exact one: trains a network by BPTT and, at its
 * parameters before each update, compares the rules' offline gradients of the same minibatch by
 * their cosine.
 */
public final class GradientCosines implements AutoCloseable {
  private final Dataset data;
  private final long seed;
  private final Batch batch;
  private final Network exact;
  private final List<Network> others = new ArrayList<>();
  private final List<LearningRule> rules;
  private final float[] parameters;
  private final float[] exactGradient;
  private final float[] gradient;
  private final int columns;
  private final double[][] sums;
  private final long[][] counts;
  private final double[][] last;
  private double loss;

  /**
   * Compares {@code rules} with BPTT.
   *
   * @param spec of the network; its rule and mode are not used
   */
  public GradientCosines(
      Engine<?> engine, NetworkSpec spec, Dataset data, long seed, List<LearningRule> rules) {
    this.data = data;
    this.seed = seed;
    this.rules = List.copyOf(rules);
    this.batch = new Batch(data.steps(), spec.batch(), data.units());
    this.exact = engine.network(spec.with(LearningRule.BPTT, UpdateMode.OFFLINE));
    exact.initialize(seed);
    for (LearningRule rule : rules) {
      others.add(
          engine.network(spec.with(rule, UpdateMode.OFFLINE).with(new OptimizerSpec.Sgd(0))));
    }
    parameters = new float[exact.parameters()];
    exactGradient = new float[parameters.length];
    gradient = new float[parameters.length];
    columns = 2 + spec.layers().size();
    sums = new double[rules.size()][columns];
    counts = new long[rules.size()][columns];
    last = new double[rules.size()][columns];
  }

  /** Trains minibatch {@code number} (from 0) and adds its cosines. */
  public void minibatch(long number) {
    data.training(seed, number, batch);
    exact.readParameters(parameters);
    run(exact, exactGradient);
    loss = exact.sequenceLoss();
    for (int r = 0; r < rules.size(); r++) {
      others.get(r).writeParameters(parameters);
      run(others.get(r), gradient);
      add(r, 0, 0, gradient.length);
      weights(r);
    }
  }

  private void run(Network network, float[] gradient) {
    network.reset();
    for (int t = 0; t < batch.steps(); t++) {
      network.step(batch.input(t), batch.labels());
    }
    network.finishSequence();
    network.readGradient(gradient);
  }

  /** Each layer's weights, and all layers' weights together. */
  private void weights(int rule) {
    NetworkSpec spec = exact.spec();
    double dot = 0;
    double own = 0;
    double other = 0;
    int from = 0;
    for (int l = 0; l < spec.layers().size(); l++) {
      int to = from + spec.shape(l).weights();
      add(rule, 2 + l, from, to);
      for (int k = from; k < to; k++) {
        dot += (double) gradient[k] * exactGradient[k];
        own += (double) gradient[k] * gradient[k];
        other += (double) exactGradient[k] * exactGradient[k];
      }
      from = to + spec.shape(l).post();
    }
    addCosine(rule, 1, dot, own, other);
  }

  private void add(int rule, int column, int from, int to) {
    double dot = 0;
    double own = 0;
    double other = 0;
    for (int k = from; k < to; k++) {
      dot += (double) gradient[k] * exactGradient[k];
      own += (double) gradient[k] * gradient[k];
      other += (double) exactGradient[k] * exactGradient[k];
    }
    addCosine(rule, column, dot, own, other);
  }

  private void addCosine(int rule, int column, double dot, double own, double other) {
    // A gradient that is zero points nowhere and is left out of the mean.
    double cosine = own > 0 && other > 0 ? dot / Math.sqrt(own) / Math.sqrt(other) : Double.NaN;
    last[rule][column] = cosine;
    if (!Double.isNaN(cosine)) {
      sums[rule][column] += cosine;
      counts[rule][column]++;
    }
  }

  /**
   * The mean cosines of a rule so far: all parameters, all weights, then each layer's weights; NaN
   * where no gradient has been compared yet.
   */
  public double[] means(int rule) {
    double[] means = new double[columns];
    for (int c = 0; c < columns; c++) {
      means[c] = sums[rule][c] / counts[rule][c];
    }
    return means;
  }

  /** The last minibatch's cosines of a rule, as {@link #means}; NaN for a gradient that is zero. */
  public double[] last(int rule) {
    return last[rule].clone();
  }

  /** The network that is trained by BPTT: its state is all that a resumed run needs. */
  public Network exact() {
    return exact;
  }

  /** The loss of the last minibatch. */
  public double loss() {
    return loss;
  }

  @Override
  public void close() {
    exact.close();
    others.forEach(Network::close);
  }
}
