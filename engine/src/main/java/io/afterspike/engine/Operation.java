package io.afterspike.engine;

/**
 * The operation that a team works on: its arguments, mostly under the names that {@link Engine}
 * gives them, and each thread's scratch. One object for all, because parts that captured their
 * arguments would be allocated anew for each operation.
 */
final class Operation implements WorkerTeam.Part {
  /** What is done with the arguments; captures nothing. */
  interface Work {
    void run(Operation o, int worker, int from, int to);
  }

  private final WorkerTeam team;
  private Work work;

  /** One array a thread, as long as an operation needs most. */
  final float[][] scratch;

  /** As {@code scratch}, of whole numbers. */
  final int[][] events;

  LayerShape shape;
  LifParameters lif;
  OptimizerSpec.Adamax adamax;
  ReverseRule rule;
  boolean bySample;
  int below;
  int classes;
  int steps;

  /** A decay, weight, scale or rate. */
  float number;

  float[] bias;
  float[] current;
  float[] eligibility;
  float[] factor;
  float[] firstMoment;
  float[] gradient;
  float[] infinityNorm;
  float[] input;
  float[] inputSensitivity;
  float[] labels;
  float[] learningSignal;
  float[] left;
  float[] loss;
  float[] output;
  float[] potential;
  float[] potentialSensitivity;
  float[] result;
  float[] retention;
  float[] right;
  float[] sent;
  float[] spikes;
  float[] spikeSensitivity;
  float[] surrogate;
  float[] trace;
  float[] weights;

  Operation(WorkerTeam team) {
    this.team = team;
    scratch = new float[team.threads()][0];
    events = new int[team.threads()][0];
  }

  /** Makes room in every thread's scratch, whoever takes which part. */
  void reserve(int floats, int ints) {
    for (int worker = 0; worker < scratch.length; worker++) {
      if (scratch[worker].length < floats) {
        scratch[worker] = new float[floats];
      }
      if (events[worker].length < ints) {
        events[worker] = new int[ints];
      }
    }
  }

  /** Works on [0, units), which touches about {@code size} elements, and forgets the arguments. */
  void run(int units, long size, Work work) {
    this.work = work;
    try {
      team.run(units, size, this);
    } finally {
      forget();
    }
  }

  @Override
  public void run(int worker, int from, int to) {
    work.run(this, worker, from, to);
  }

  /** The arrays may be large, and their network be closed before the next operation. */
  private void forget() {
    bias = null;
    current = null;
    eligibility = null;
    factor = null;
    firstMoment = null;
    gradient = null;
    infinityNorm = null;
    input = null;
    inputSensitivity = null;
    labels = null;
    learningSignal = null;
    left = null;
    loss = null;
    output = null;
    potential = null;
    potentialSensitivity = null;
    result = null;
    retention = null;
    right = null;
    sent = null;
    spikes = null;
    spikeSensitivity = null;
    surrogate = null;
    trace = null;
    weights = null;
  }
}
