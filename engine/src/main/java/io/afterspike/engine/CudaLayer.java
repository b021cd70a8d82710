package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * The launches of one layer of a {@link CudaNetwork}, in which several operations are fused, and
 * the optimizer is behind the gradient's sum. The bias is the last row of the weights.
 */
final class CudaLayer {
  /** The pointer of an array that a kernel does without. */
  private static final long NONE = 0L;

  private final CudaKernels kernels;
  private final CudaClock clock;
  private final NetworkSpec spec;
  private final CudaOptimizer optimizer;
  private final LifParameters lif;
  private final LayerShape shape;
  final Layer<DeviceBuffer> layer;
  final LayerTraces<DeviceBuffer> traces;

  CudaLayer(
      CudaKernels kernels,
      CudaClock clock,
      NetworkSpec spec,
      Layer<DeviceBuffer> layer,
      LayerTraces<DeviceBuffer> traces) {
    this.kernels = kernels;
    this.clock = clock;
    this.spec = spec;
    this.optimizer = new CudaOptimizer(kernels, clock, spec.optimizer(), 1f / spec.mode().every());
    this.lif = spec.lif();
    this.shape = layer.shape;
    this.layer = layer;
    this.traces = traces;
  }

  /** Values of one step or of several in turn: step k in part k mod slots. */
  record Steps(DeviceBuffer values, int slots) {
    /** The ring that a layer takes its inputs from, or else {@code otherwise}. */
    static Steps into(LayerTraces<DeviceBuffer> traces, Steps otherwise) {
      return traces instanceof HistoryRing ring
          ? new Steps(ring.inputs(), ring.slots())
          : otherwise;
    }

    /** The one place of a layer that keeps no past. */
    static Steps into(LayerTraces<DeviceBuffer> traces, DeviceBuffer otherwise) {
      return into(traces, new Steps(otherwise, 1));
    }
  }

  /** ḡ or g: what is multiplied with the learning signal and sent down. */
  DeviceBuffer sent() {
    return traces.sent(layer.surrogate);
  }

  /** Synaptic current, charge, fire, reset, surrogate gradient and its mean. */
  Launch forward(Steps input, Steps output) {
    return kernels.bound(
        "forward_step_f32",
        lif.leak(),
        lif.threshold(),
        lif.slope(),
        clock.number(),
        clock.inverseWeight(),
        input.values(),
        layer.weights,
        layer.bias,
        layer.potential,
        traces.meanSurrogate == null ? NONE : traces.meanSurrogate.address(),
        output.values(),
        layer.surrogate,
        input.slots(),
        output.slots(),
        shape.batch(),
        shape.pre(),
        shape.post());
  }

  /** The layer's learning signal through its weights, times what the layer below sends. */
  Launch project(CudaLayer below) {
    return kernels.bound(
        "project_factor_f32",
        layer.factor,
        layer.weights,
        below.sent(),
        below.layer.learningSignal,
        below.layer.factor,
        shape.batch(),
        shape.pre(),
        shape.post());
  }

  /** What the traces do with a step before its gradient is asked for. */
  List<Launch> advance(Steps input) {
    List<Launch> launches = new ArrayList<>();
    if (traces instanceof HistoryRing ring) {
      launches.add(ring.factors(clock.number(), layer.surrogate));
    } else if (traces instanceof PresynapticTraces<DeviceBuffer> own) {
      long filtered = own.filters ? own.filtered.address() : NONE;
      launches.add(presynaptic(input, own.trace, filtered, shape.inputs()));
      if (spec.tracedBias()) {
        long filteredBias = own.filters ? own.filteredBias.address() : NONE;
        Steps ones = new Steps(own.ones, 1);
        launches.add(presynaptic(ones, own.biasTrace, filteredBias, shape.batch()));
      }
    } else if (traces instanceof MatrixTraces<DeviceBuffer> own && own.otpe) {
      launches.add(presynaptic(input, own.presynapticTrace, NONE, shape.inputs()));
      Steps ones = new Steps(own.ones, 1);
      launches.add(presynaptic(ones, own.constantTrace, NONE, shape.batch()));
    }
    return launches;
  }

  private Launch presynaptic(Steps input, DeviceBuffer trace, long filtered, int count) {
    return kernels.bound(
        "presynaptic_trace_step_f32",
        lif.leak(),
        clock.number(),
        input.values(),
        trace,
        filtered,
        input.slots(),
        (long) count);
  }

  /**
   * The step's gradient, added to what is there or not, and the change of the weights by it or not.
   */
  List<Launch> gradient(Steps input, boolean accumulate, boolean update) {
    List<Launch> launches = new ArrayList<>();
    int rows = layer.hasBias ? shape.pre() + 1 : shape.pre();
    if (traces instanceof HistoryRing ring) {
      launches.add(
          optimizer.bind(
              "history_gradient",
              List.of(),
              List.of(
                  clock.number(),
                  input.values(),
                  ring.factors(),
                  ring.otpe ? layer.learningSignal : layer.factor),
              optimizer.weights(layer),
              accumulate,
              update,
              input.slots(),
              ring.slots(),
              shape.batch(),
              shape.pre(),
              rows,
              shape.post()));
    } else if (traces instanceof PresynapticTraces<DeviceBuffer> own) {
      presynapticGradient(own, accumulate, update, launches);
    } else if (traces instanceof MatrixTraces<DeviceBuffer> own && own.otpe) {
      launches.add(
          optimizer.bind(
              "otpe_trace_gradient",
              List.of(lif.leak(), lif.threshold()),
              List.of(
                  layer.surrogate,
                  own.presynapticTrace,
                  own.constantTrace,
                  layer.learningSignal,
                  own.trace,
                  own.biasTrace),
              optimizer.weights(layer),
              accumulate,
              update,
              shape.batch(),
              shape.pre(),
              rows,
              shape.post()));
      if (!layer.hasBias) {
        launches.add(retention(own.retention));
        launches.add(
            kernels.bound(
                "otpe_trace_step_f32",
                own.retention,
                layer.surrogate,
                own.constantTrace,
                own.biasTrace,
                shape.batch(),
                1,
                shape.post()));
      }
    } else if (traces instanceof MatrixTraces<DeviceBuffer> own) {
      launches.add(
          optimizer.bind(
              "ostl_trace_gradient",
              List.of(),
              List.of(
                  clock.number(),
                  own.retention,
                  input.values(),
                  layer.factor,
                  own.trace,
                  own.biasTrace),
              optimizer.weights(layer),
              accumulate,
              update,
              input.slots(),
              shape.batch(),
              shape.pre(),
              rows,
              shape.post()));
      if (!layer.hasBias) {
        launches.add(
            kernels.bound(
                "ostl_trace_step_f32",
                own.retention,
                own.ones,
                own.biasTrace,
                shape.batch(),
                1,
                shape.post()));
      }
      launches.add(retention(own.retention));
    }
    return launches;
  }

  private Launch retention(DeviceBuffer retention) {
    return kernels.bound(
        "retention_f32",
        lif.leak(),
        lif.threshold(),
        layer.surrogate,
        retention,
        (long) shape.outputs());
  }

  private void presynapticGradient(
      PresynapticTraces<DeviceBuffer> own,
      boolean accumulate,
      boolean update,
      List<Launch> launches) {
    DeviceBuffer input = own.filters ? own.filtered : own.trace;
    if (update) {
      launches.add(
          optimizer.bind(
              "outer_product",
              List.of(),
              List.of(input, layer.factor),
              optimizer.weights(layer),
              accumulate,
              true,
              shape.batch(),
              shape.pre(),
              shape.post()));
    } else {
      if (!accumulate) {
        launches.add(kernels.bound("fill_f32", 0f, layer.weightGradient, (long) shape.weights()));
      }
      launches.add(
          kernels.bound(
              "outer_product_f32",
              input,
              layer.factor,
              layer.weightGradient,
              shape.batch(),
              shape.pre(),
              shape.post()));
    }
    if (layer.hasBias) {
      DeviceBuffer bias = own.filters ? own.filteredBias : own.biasTrace;
      launches.add(
          optimizer.bind(
              "bias_gradient",
              List.of(),
              List.of(spec.tracedBias() ? bias.address() : NONE, layer.factor),
              optimizer.bias(layer),
              accumulate,
              update,
              shape.batch(),
              shape.post()));
    }
  }
}
