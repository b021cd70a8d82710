package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.Arrays;

/**
 * The history form on a device: inputs and factors of the kept steps in two rings, step k in slot k
 * mod slots, which kernels find by the step's number. It is stepped by the launches of a {@link
 * CudaNetwork}; the layer below writes its spikes right into the ring of inputs.
 */
final class HistoryRing extends HistoryForm<DeviceBuffer> {
  private static final int FIRST_SLOTS = 16;

  private final CudaBuffers buffers;
  private int slots;
  private DeviceBuffer inputs;
  private DeviceBuffer factors;
  private DeviceBuffer decays;

  /** c of the last step; for OTPE only as far as it has been asked for. */
  final DeviceBuffer retention;

  /** The number of the last step. */
  private int last = -1;

  /** Counts how often the rings have moved. */
  private int moves;

  private DeviceBuffer[] slotInputs = {};

  HistoryRing(CudaEngine engine, CudaBuffers buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    this.buffers = buffers;
    retention = allocate(shape.outputs());
    int expected = spec.sequenceLength() == 0 ? FIRST_SLOTS : spec.sequenceLength();
    move(Math.min(expected, window), -1);
  }

  /** New rings of {@code wanted} slots, in which the kept steps come first. */
  private void move(int wanted, int newest) {
    int kept = Math.min(newest + 1, slots);
    DeviceBuffer movedInputs = buffers.allocate(Math.multiplyExact(wanted, shape.inputs()));
    DeviceBuffer movedFactors = buffers.allocate(Math.multiplyExact(wanted, shape.outputs()));
    for (int k = 0; k < kept; k++) {
      int slot = (newest + 1 - kept + k) % slots;
      int in = shape.inputs();
      int out = shape.outputs();
      engine.copy(inputs, slot * in, movedInputs, k * in, in);
      engine.copy(factors, slot * out, movedFactors, k * out, out);
    }
    for (DeviceBuffer slot : slotInputs) {
      buffers.free(slot);
    }
    if (inputs != null) {
      buffers.free(inputs);
      buffers.free(factors);
    }
    inputs = movedInputs;
    factors = movedFactors;
    slotInputs = new DeviceBuffer[wanted];
    for (int k = 0; k < wanted; k++) {
      slotInputs[k] = buffers.part(inputs, k * shape.inputs(), shape.inputs());
    }
    if (otpe && wanted > slots) {
      float[] decay = decay(wanted);
      float[] used = Arrays.copyOf(decay, wanted);
      if (decays != null) {
        buffers.free(decays);
      }
      decays = buffers.allocate(wanted);
      engine.write(used, decays);
    }
    slots = wanted;
    last = kept - 1;
    moves++;
  }

  /** Makes room for one more step. */
  void makeRoom() {
    if (last + 1 == slots && slots < window) {
      move((int) Math.min(2L * slots, window), last);
    }
  }

  /**
   * Makes room for a whole sequence before its first step.
   *
   * @return whether there is; not for more steps than are kept
   */
  boolean makeRoom(int steps) {
    if (steps > slots && steps <= window) {
      move(steps, last);
    }
    return steps <= slots;
  }

  /** A launch has advanced it by a step. */
  void stepped() {
    last++;
  }

  /** The number of the last step; −1 before the first. */
  int last() {
    return last;
  }

  int moves() {
    return moves;
  }

  int slots() {
    return slots;
  }

  DeviceBuffer inputs() {
    return inputs;
  }

  DeviceBuffer factors() {
    return factors;
  }

  /** λ^n for n below {@link #slots}; only for OTPE. */
  DeviceBuffer decays() {
    return decays;
  }

  /** The place of a step's input. */
  DeviceBuffer input(int step) {
    return slotInputs[step % slots];
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(retention, 0f);
    last = -1;
  }

  @Override
  void advance(DeviceBuffer input, DeviceBuffer surrogate) {
    throw new UnsupportedOperationException("a network's launches advance this");
  }

  @Override
  public void accumulate(
      DeviceBuffer learningSignal,
      DeviceBuffer factor,
      DeviceBuffer weightGradient,
      DeviceBuffer biasGradient) {
    throw new UnsupportedOperationException("a network's launches accumulate this");
  }

  @Override
  int pastSteps() {
    return Math.min(last + 1, slots);
  }

  private int slot(int k) {
    return (last + 1 - pastSteps() + k) % slots;
  }

  @Override
  void readInput(int k, float[] destination) {
    engine.read(slotInputs[slot(k)], destination);
  }

  @Override
  void readFactor(int k, float[] destination) {
    DeviceBuffer factor = factor(slot(k));
    engine.read(factor, destination);
    buffers.free(factor);
  }

  private DeviceBuffer factor(int slot) {
    return buffers.part(factors, slot * shape.outputs(), shape.outputs());
  }

  @Override
  void visit(StateVisitor<DeviceBuffer> visitor) {
    super.visit(visitor);
    visitor.buffer("retention", retention);
    if (last >= slots) {
      move(slots, last); // so that step k is in slot k
    }
    int steps = visitor.count("pastSteps", last + 1);
    last = -1;
    for (int k = 0; k < steps; k++) {
      makeRoom(); // little by little: a state that claims more steps than it has ends there
      if (last + 1 == slots) {
        throw new IllegalArgumentException(
            "state counter 'pastSteps': expected at most " + slots + ", found " + steps);
      }
      DeviceBuffer factor = factor(k);
      visitor.buffer("input." + k, slotInputs[k]);
      visitor.buffer("factor." + k, factor);
      buffers.free(factor);
      last = k;
    }
  }
}
