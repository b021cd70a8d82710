package io.afterspike.bench.step;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;

/** One side at work: a network that runs the same sequence again and again. */
public final class StepRunner implements AutoCloseable {
  private final Engine<?> engine;
  private final Network network;
  private final StepData data;
  private final boolean learns;

  /**
   * Makes the network; closing this closes the engine as well.
   *
   * @param learningRate 0 leaves the weights as they are, though every update is computed
   */
  public StepRunner(Engine<?> engine, StepSubject subject, StepData data, double learningRate) {
    this.engine = engine;
    this.data = data;
    this.learns = learningRate > 0;
    try {
      network = engine.network(subject.spec(data.work(), learningRate));
      network.writeParameters(data.parameters());
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** The engine. */
  Engine<?> engine() {
    return engine;
  }

  /** Runs one sequence from the same weights; returns the nanoseconds it took. */
  public long sequence() {
    if (learns) {
      network.writeParameters(data.parameters());
    }
    int steps = data.work().steps();
    long start = System.nanoTime();
    network.reset();
    for (int t = 0; t < steps; t++) {
      network.step(data.input(t), data.labels());
    }
    network.finishSequence();
    network.loss(); // waits, where an engine runs on after its operations return
    return System.nanoTime() - start;
  }

  /** Runs sequences until they have taken {@code seconds}, at least two. */
  public void warm(double seconds) {
    double spent = 0;
    for (int n = 0; n < 2 || spent < seconds; n++) {
      spent += sequence() * 1e-9;
    }
  }

  @Override
  public void close() {
    network.close();
    engine.close();
  }
}
