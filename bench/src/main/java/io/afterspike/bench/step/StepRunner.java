package io.afterspike.bench.step;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.InputSequence;
import io.afterspike.engine.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One side at work: a network that runs the same sequence again and again. On a GPU the input is
 * there already, as it is for the programs that we are compared with.
 */
public final class StepRunner implements AutoCloseable {
  private final Engine<?> engine;
  private final Network network;
  private final StepData data;
  private final boolean learns;

  /** The input in turn where the engine keeps it: on a GPU; else none. */
  private final List<InputSequence> kept;

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
      kept = engine instanceof CudaEngine ? keep() : List.of();
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  private List<InputSequence> keep() {
    int steps = data.work().steps();
    int distinct = data.distinctSteps();
    InputSequence all =
        steps < distinct ? null : network.sequence(data.inputs(distinct), data.labels());
    List<InputSequence> parts = new ArrayList<>(Collections.nCopies(steps / distinct, all));
    if (steps % distinct > 0) {
      parts.add(network.sequence(data.inputs(steps % distinct), data.labels()));
    }
    return parts;
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** The engine. */
  public Engine<?> engine() {
    return engine;
  }

  /** Runs one sequence from the same weights; returns the nanoseconds it took. */
  public long sequence() {
    if (learns) {
      network.writeParameters(data.parameters());
    }
    long start = System.nanoTime();
    network.reset();
    if (kept.isEmpty()) {
      for (int t = 0; t < data.work().steps(); t++) {
        network.step(data.input(t), data.labels());
      }
    }
    for (InputSequence part : kept) {
      network.learn(part);
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
    kept.forEach(InputSequence::close);
    network.close();
    engine.close();
  }
}
