package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.List;

/** The traces of a {@link CudaNetwork}, whose launches advance them, and the clock they share. */
final class CudaTraces extends TraceList<DeviceBuffer> {
  /** Longer sequences than this many values go in step by step. */
  private static final int MOST_INPUTS = 1 << 26;

  private final NetworkSpec spec;
  private final CudaBuffers buffers;
  private final CudaClock clock;

  /** The inputs of as many steps as a sequence usually has, where the first layer keeps none. */
  private final DeviceBuffer ownInputs;

  private final DeviceBuffer[] inputSlots;

  /** What the traces of a bias as an input of 1 would be, and filtered once more. */
  private float biasTrace;

  private float filteredBias;

  CudaTraces(
      CudaEngine engine, CudaKernels kernels, NetworkSpec spec, List<Layer<DeviceBuffer>> layers) {
    super(engine, spec, layers, engine::traces);
    this.spec = spec;
    buffers = new CudaBuffers(engine);
    try {
      clock = new CudaClock(engine, kernels, buffers, spec.lif().leak(), spec.optimizer());
      int size = spec.shape(0).inputs();
      int most = traces(0) instanceof HistoryRing ? 0 : Math.max(1, MOST_INPUTS / size);
      int slots = Math.min(Math.max(1, spec.sequenceLength()), most);
      ownInputs = buffers.allocate(slots * size);
      inputSlots = new DeviceBuffer[slots];
      for (int k = 0; k < slots; k++) {
        inputSlots[k] = buffers.part(ownInputs, k * size, size);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    for (int l = 0; l < layers.size(); l++) {
      traces(l).follow(layers.get(l).surrogate);
    }
  }

  CudaClock clock() {
    return clock;
  }

  @Override
  LayerTraces<DeviceBuffer> traces(int layer) {
    return (LayerTraces<DeviceBuffer>) super.traces(layer);
  }

  /** Where the first layer takes its inputs from. */
  CudaLayer.Steps inputs() {
    return CudaLayer.Steps.into(
        traces(0), new CudaLayer.Steps(ownInputs, Math.max(1, inputSlots.length)));
  }

  /** Where the first layer takes the input of a step from. */
  DeviceBuffer input(int step) {
    return traces(0) instanceof HistoryRing ring
        ? ring.input(step)
        : inputSlots[step % inputSlots.length];
  }

  /**
   * Makes room for a whole sequence.
   *
   * @return whether there is; not in the middle of another, nor for more steps than are kept
   */
  boolean makeRoom(int steps) {
    if (clock.last() != -1) {
      return false;
    }
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l) instanceof HistoryRing ring && !ring.makeRoom(steps)) {
        return false;
      }
    }
    return inputs().slots() >= steps;
  }

  /** The number of the last step as the rings count, else as the clock does. */
  int last() {
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l) instanceof HistoryRing ring) {
        return ring.last();
      }
    }
    return clock.last();
  }

  /** r of the mean surrogates, the same in all layers that have one. */
  float meanWeight() {
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l).meanSurrogate != null) {
        return traces(l).meanWeight();
      }
    }
    return 0f;
  }

  /** Makes room for one more step. */
  void makeRoom() {
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l) instanceof HistoryRing ring) {
        ring.makeRoom();
      }
    }
  }

  /** Counts how often rings have moved. */
  int moves() {
    int moves = 0;
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l) instanceof HistoryRing ring) {
        moves += ring.moves();
      }
    }
    return moves;
  }

  /** The launches of a step have been enqueued. */
  void stepped() {
    clock.stepped();
    biasTrace = leakySum(biasTrace, 1f);
    filteredBias = leakySum(filteredBias, biasTrace);
    for (int l = 0; l < layers.size(); l++) {
      LayerTraces<DeviceBuffer> traces = traces(l);
      if (traces.meanSurrogate != null) {
        traces.advanceMeanWeight();
      }
      if (traces instanceof HistoryRing ring) {
        ring.stepped();
      }
    }
  }

  /** As the kernel does, which makes tiny sums +0; these are 0 or at least 1. */
  private float leakySum(float sum, float input) {
    return Math.fma(spec.lif().leak(), sum, input);
  }

  /** Computes what the launches of a step leave out, since no later step needs it. */
  void settle() {
    for (int l = 0; l < layers.size(); l++) {
      DeviceBuffer surrogate = layers.get(l).surrogate;
      if (traces(l) instanceof HistoryRing ring && ring.otpe) {
        engine.retention(spec.lif(), surrogate, ring.retention);
      } else if (traces(l) instanceof MatrixTraces<DeviceBuffer> own && own.otpe) {
        engine.retention(spec.lif(), surrogate, own.retention);
      } else if (traces(l) instanceof PresynapticTraces<DeviceBuffer> own && !spec.tracedBias()) {
        engine.fill(own.biasTrace, biasTrace);
        if (own.filters) {
          engine.fill(own.filteredBias, filteredBias);
        }
      }
    }
  }

  @Override
  public void reset() {
    super.reset();
    clock.start();
    biasTrace = 0f;
    filteredBias = 0f;
  }

  @Override
  public void visit(StateVisitor<DeviceBuffer> visitor) {
    super.visit(visitor);
    for (int l = 0; l < layers.size(); l++) {
      if (traces(l) instanceof PresynapticTraces<DeviceBuffer> own) {
        biasTrace = first(own.biasTrace);
        filteredBias = own.filters ? first(own.filteredBias) : filteredBias;
      }
    }
  }

  private float first(DeviceBuffer values) {
    float[] host = new float[1];
    engine.read(values, host);
    return host[0];
  }

  @Override
  public void close() {
    super.close();
    if (buffers != null) {
      buffers.close();
    }
  }
}
