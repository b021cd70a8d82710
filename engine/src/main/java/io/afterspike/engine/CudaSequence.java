package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.List;

/**
 * What a {@link CudaOfflineNetwork} keeps of a sequence, and the launches that work on it as a
 * whole: forward, layer by layer over all steps at once, and backward.
 */
final class CudaSequence extends SequenceState<DeviceBuffer> {
  private final CudaKernels kernels;
  private final CudaBuffers own;
  private final CudaClock clock;

  /** The classes of each step, [steps][batch]. */
  private final SequenceBuffer<DeviceBuffer> labels;

  /** The losses of each step, [steps][batch]. */
  private final SequenceBuffer<DeviceBuffer> losses;

  /** One layer's currents, then the leaky outputs, of each step. */
  private final SequenceBuffer<DeviceBuffer> scratch;

  /** 1/r of each step. */
  private DeviceBuffer inverseWeights;

  /** The number of the last step, where kernels read it. */
  private final DeviceBuffer lastStep;

  private int writtenSteps;

  /** Counts how often the sequences have moved. */
  private int moves;

  private DeviceBuffer[] inputSlots = {};
  private DeviceBuffer[] labelSlots = {};

  CudaSequence(
      CudaEngine engine,
      CudaKernels kernels,
      Buffers<DeviceBuffer> buffers,
      NetworkSpec spec,
      List<Layer<DeviceBuffer>> layers) {
    super(engine, buffers, spec, layers);
    this.kernels = kernels;
    own = (CudaBuffers) buffers;
    clock = new CudaClock(engine, kernels, buffers, spec.lif().leak(), spec.optimizer());
    labels = new SequenceBuffer<>(engine, buffers, spec.batch());
    losses = new SequenceBuffer<>(engine, buffers, spec.batch());
    int widest = 0;
    for (Layer<DeviceBuffer> layer : layers) {
      widest = Math.max(widest, layer.shape.outputs());
    }
    scratch = new SequenceBuffer<>(engine, buffers, widest);
    inverseWeights = buffers.allocate(0);
    lastStep = buffers.allocate(1);
  }

  CudaClock clock() {
    return clock;
  }

  int moves() {
    return moves;
  }

  /** The place of the next step's input. */
  DeviceBuffer input() {
    return inputSlots[steps];
  }

  /** The place of the next step's labels. */
  DeviceBuffer labels() {
    return labelSlots[steps];
  }

  DeviceBuffer allInputs() {
    return inputs.values();
  }

  DeviceBuffer allLabels() {
    return labels.values();
  }

  @Override
  void resize(int length, int kept) {
    super.resize(length, kept);
    labels.resize(length, kept);
    losses.resize(length, kept);
    scratch.resize(length, 0);
    own.free(inverseWeights);
    inverseWeights = own.allocate(length);
    float[] inverse = new float[length];
    float weight = 0f;
    for (int t = 0; t < length; t++) {
      weight = Math.fma(spec.lif().leak(), weight, 1f);
      inverse[t] = 1f / weight;
    }
    engine.write(inverse, inverseWeights);
    inputSlots = slots(inputSlots, inputs.values(), length, spec.shape(0).inputs());
    labelSlots = slots(labelSlots, labels.values(), length, spec.batch());
    moves++;
  }

  private DeviceBuffer[] slots(DeviceBuffer[] old, DeviceBuffer all, int length, int size) {
    for (DeviceBuffer slot : old) {
      own.free(slot);
    }
    DeviceBuffer[] slots = new DeviceBuffer[length];
    for (int k = 0; k < length; k++) {
      slots[k] = own.part(all, k * size, size);
    }
    return slots;
  }

  /**
   * Makes room for a whole sequence.
   *
   * @return whether there is
   */
  boolean makeRoom(int length) {
    if (steps > 0 || length > longest()) {
      return false;
    }
    if (length > room) {
      resize(length, 0);
    }
    return true;
  }

  /** Notes a step, whose input and labels are in their places. */
  void noteStep() {
    steps++;
    meanWeight = Math.fma(spec.lif().leak(), meanWeight, 1f);
  }

  private static long at(SequenceBuffer<DeviceBuffer> sequence, int step, long size) {
    return sequence.values().address() + Float.BYTES * step * size;
  }

  /** Charges, fires and answers at steps [from, to). */
  void addForward(LaunchProgram program, EngineNetwork<DeviceBuffer> network, int from, int to) {
    int some = to - from;
    LifParameters lif = spec.lif();
    SequenceBuffer<DeviceBuffer> input = inputs;
    for (int l = 0; l < layers.size(); l++) {
      Layer<DeviceBuffer> layer = layers.get(l);
      LayerShape shape = layer.shape;
      long outputs = shape.outputs();
      program.add(
          0,
          kernels.bound(
              "current_f32",
              at(input, from, shape.inputs()),
              layer.weights,
              layer.bias,
              scratch.values(),
              some * shape.batch(),
              shape.pre(),
              shape.post()));
      program.add(
          0,
          kernels.bound(
              "lif_sequence_f32",
              lif.leak(),
              lif.threshold(),
              lif.slope(),
              inverseWeights.address() + Float.BYTES * (long) from,
              scratch.values(),
              layer.potential,
              meanSurrogates.get(l),
              at(spikes.get(l), from, outputs),
              at(surrogates.get(l), from, outputs),
              sendsMean(l) ? at(sent.get(l), from, outputs) : 0L,
              some,
              outputs));
      input = spikes.get(l);
    }
    addReadout(program, network, from, some);
  }

  private void addReadout(
      LaunchProgram program, EngineNetwork<DeviceBuffer> network, int from, int some) {
    int top = layers.size() - 1;
    long outputs = layers.get(top).shape.outputs();
    long answer = at(spikes.get(top), from, outputs);
    program.add(0, sum(1f, answer, network.counts, 0L, some, outputs));
    if (network.leakyOutput != null) {
      long leaky = scratch.values().address();
      program.add(0, sum(spec.lif().leak(), answer, network.leakyOutput, leaky, some, outputs));
      answer = leaky;
    }
    int batch = spec.batch();
    program.add(
        0,
        kernels.bound(
            "cross_entropy_f32",
            1f / batch,
            answer,
            at(labels, from, batch),
            at(signals.get(top), from, outputs),
            losses.values(),
            some * batch,
            spec.classes()));
    program.add(0, sum(1f, losses.values().address(), network.lossSum, 0L, some, batch));
    program.add(
        0, kernels.bound("copy_f32", at(losses, some - 1, batch), network.loss, (long) batch));
  }

  private Launch sum(float leak, long input, DeviceBuffer sum, long sums, int some, long count) {
    return kernels.bound("leaky_sum_sequence_f32", leak, input, sum, sums, some, count);
  }

  /**
   * The gradient of all steps, layer by layer from the top, and the change of the weights by it,
   * which runs beside the way down.
   */
  void addBackward(LaunchProgram program, int pending) {
    CudaOptimizer optimizer = new CudaOptimizer(kernels, clock, spec.optimizer(), 1f / pending);
    program.add(0, clock.step(true));
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer<DeviceBuffer> layer = layers.get(l);
      LayerShape shape = layer.shape;
      DeviceBuffer signal = signals.get(l).values();
      DeviceBuffer factor = sent.get(l).values();
      long outputs = shape.outputs();
      DeviceBuffer surrogate = surrogates.get(l).values();
      program.add(
          0, kernels.boundReverse(rule(l), spec.lif(), steps, surrogate, signal, factor, outputs));
      if (l > 0) {
        program.add(
            0,
            kernels.bound(
                "project_f32",
                factor,
                layer.weights,
                signals.get(l - 1).values(),
                steps * shape.batch(),
                shape.pre(),
                shape.post()));
      }
      program.after(l + 1, 0); // the weights change only now
      boolean biasRow = layer.hasBias && !plainBias(l);
      program.add(
          l + 1,
          optimizer.bind(
              "history_gradient",
              List.of(),
              List.of(lastStep, l == 0 ? inputs.values() : spikes.get(l - 1).values(), signal, 0L),
              optimizer.weights(layer),
              false,
              true,
              room,
              room,
              shape.batch(),
              shape.pre(),
              biasRow ? shape.pre() + 1 : shape.pre(),
              shape.post()));
      if (layer.hasBias && !biasRow) {
        program.add(
            l + 1,
            optimizer.bind(
                "bias_gradient",
                List.of(),
                List.of(0L, factor),
                optimizer.bias(layer),
                false,
                true,
                steps * shape.batch(),
                shape.post()));
      }
    }
    for (int l = 0; l < layers.size(); l++) {
      program.after(0, l + 1);
    }
  }

  /** Tells the device what {@link #addBackward} reads there. */
  void beforeBackward(long updates) {
    if (writtenSteps != steps) {
      writtenSteps = steps;
      engine.write(new float[] {Float.intBitsToFloat(steps - 1)}, lastStep);
    }
    clock.catchUp(updates, 1f);
  }

  /** Puts what the last step left where the network reads it. */
  void settle() {
    for (int l = 0; l < layers.size(); l++) {
      Layer<DeviceBuffer> layer = layers.get(l);
      int outputs = layer.shape.outputs();
      engine.copy(spikes.get(l).values(), (steps - 1) * outputs, layer.spikes, 0, outputs);
      engine.copy(surrogates.get(l).values(), (steps - 1) * outputs, layer.surrogate, 0, outputs);
    }
  }
}
