package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.Arrays;

/**
 * The history form on a device: inputs and factors of the kept steps in two rings, step k in slot k
 * mod slots, which kernels find by the step's number. All factors advance in one launch, and the
 * gradient is another. In a {@link CudaNetwork} the network's launches step it instead, and the
 * layer below writes its spikes right into the ring of inputs.
 */
final class HistoryRing extends HistoryForm<DeviceBuffer> {
  private static final int FIRST_SLOTS = 16;

  private final CudaKernels kernels;
  private final CudaBuffers buffers;

  /** The number of the last step, where the launches of this read it. */
  private final DeviceBuffer number;

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

  /** What {@link #advance} and {@link #accumulate} last launched, and for which buffers. */
  private Launch factorsLaunch;

  private Launch weightLaunch;
  private Launch biasLaunch;
  private DeviceBuffer launchedSurrogate;
  private DeviceBuffer launchedSignal;
  private DeviceBuffer launchedWeights;
  private DeviceBuffer launchedBias;

  private HistoryRing(CudaEngine engine, CudaKernels kernels, CudaBuffers buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    this.kernels = kernels;
    this.buffers = buffers;
    number = allocate(1);
    retention = allocate(shape.outputs());
    int expected = spec.sequenceLength() == 0 ? FIRST_SLOTS : spec.sequenceLength();
    move(Math.min(expected, window), -1);
  }

  /** An empty history. */
  static HistoryRing of(CudaEngine engine, CudaKernels kernels, TraceSpec spec) {
    CudaBuffers buffers = new CudaBuffers(engine);
    try {
      return new HistoryRing(engine, kernels, buffers, spec);
    } catch (RuntimeException | Error e) {
      buffers.close();
      throw e;
    }
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
    factorsLaunch = null;
    weightLaunch = null;
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
    makeRoom();
    last++;
    engine.fill(number, Float.intBitsToFloat(last));
    engine.copy(input, 0, inputs, last % slots * shape.inputs(), shape.inputs());
    if (factorsLaunch == null || launchedSurrogate != surrogate) {
      factorsLaunch = factors(number.address(), surrogate);
      launchedSurrogate = surrogate;
    }
    kernels.run(factorsLaunch);
    if (otpe) {
      engine.retention(spec.lif(), surrogate, retention);
    }
  }

  /** All factors by one step; {@code step} is where its number is. */
  Launch factors(long step, DeviceBuffer surrogate) {
    long count = shape.outputs();
    float leak = spec.lif().leak();
    float threshold = spec.lif().threshold();
    return otpe
        ? kernels.bound(
            "otpe_factors_step_f32",
            leak,
            threshold,
            step,
            decays,
            surrogate,
            factors,
            slots,
            count)
        : kernels.bound(
            "ostl_factors_step_f32",
            leak,
            threshold,
            step,
            surrogate,
            retention,
            factors,
            slots,
            count);
  }

  @Override
  public void accumulate(
      DeviceBuffer learningSignal,
      DeviceBuffer factor,
      DeviceBuffer weightGradient,
      DeviceBuffer biasGradient) {
    DeviceBuffer signal = otpe ? learningSignal : factor;
    if (weightLaunch == null
        || launchedSignal != signal
        || launchedWeights != weightGradient
        || launchedBias != biasGradient) {
      weightLaunch = gradient(signal, weightGradient, shape.pre(), shape.pre());
      biasLaunch = gradient(signal, biasGradient, 0, 1); // an input of 1 behind none
      launchedSignal = signal;
      launchedWeights = weightGradient;
      launchedBias = biasGradient;
    }
    kernels.run(weightLaunch);
    kernels.run(biasLaunch);
  }

  private Launch gradient(DeviceBuffer signal, DeviceBuffer gradient, int pre, int rows) {
    return kernels.bound(
        "history_gradient_f32",
        number,
        inputs,
        factors,
        signal,
        gradient,
        1,
        slots,
        slots,
        shape.batch(),
        pre,
        rows,
        shape.post());
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
    engine.fill(number, Float.intBitsToFloat(last)); // a gradient may come before the next step
  }
}
