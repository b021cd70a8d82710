package io.afterspike.engine;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaEvent;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every operation as one launch in one stream. A launch is bound when its buffers and sizes are
 * first seen; after that its scalars are set and it is enqueued, with nothing allocated. While a
 * network steps, launches are collected, since {@link StepGraphs} may know them as a graph.
 */
final class CudaKernels implements Kernels<DeviceBuffer> {
  private final CudaContext context;
  private final CudaStream stream;
  private final List<CudaStream> branches = new ArrayList<>();
  private final LaunchCache<Launch> cache = new LaunchCache<>();

  /** Where launches go instead of into the stream; null if they are not collected. */
  private StepGraphs collecting;

  /** Takes over the context. */
  CudaKernels(CudaContext context, CudaStream stream) {
    this.context = context;
    this.stream = stream;
  }

  @Override
  public String description() {
    return context.device() + "; kernels for " + context.kernels().target();
  }

  @Override
  public void current(
      LayerShape shape,
      DeviceBuffer input,
      DeviceBuffer weights,
      DeviceBuffer bias,
      DeviceBuffer current) {
    cache
        .key("current_f32")
        .with(input)
        .with(weights)
        .with(bias)
        .with(current)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "current_f32",
              input,
              weights,
              bias,
              current,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void lifStep(
      LifParameters lif,
      DeviceBuffer current,
      DeviceBuffer potential,
      DeviceBuffer spikes,
      DeviceBuffer surrogate) {
    long count = potential.length();
    if (count == 0) {
      return;
    }
    cache
        .key("lif_step_f32")
        .with(current)
        .with(potential)
        .with(spikes)
        .with(surrogate)
        .with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "lif_step_f32",
              lif.leak(),
              lif.threshold(),
              lif.slope(),
              current,
              potential,
              spikes,
              surrogate,
              count);
    }
    run(launch.set(0, lif.leak()).set(1, lif.threshold()).set(2, lif.slope()));
  }

  @Override
  public void leakySumStep(float leak, DeviceBuffer input, DeviceBuffer sum) {
    long count = sum.length();
    if (count == 0) {
      return;
    }
    cache.key("leaky_sum_step_f32").with(input).with(sum).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("leaky_sum_step_f32", leak, input, sum, count);
    }
    run(launch.set(0, leak));
  }

  @Override
  public void meanSurrogateStep(
      float inverseWeight, DeviceBuffer surrogate, DeviceBuffer meanSurrogate) {
    long count = meanSurrogate.length();
    if (count == 0) {
      return;
    }
    cache.key("mean_surrogate_step_f32").with(surrogate).with(meanSurrogate).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("mean_surrogate_step_f32", inverseWeight, surrogate, meanSurrogate, count);
    }
    run(launch.set(0, inverseWeight));
  }

  @Override
  public void retention(LifParameters lif, DeviceBuffer surrogate, DeviceBuffer retention) {
    long count = retention.length();
    if (count == 0) {
      return;
    }
    cache.key("retention_f32").with(surrogate).with(retention).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("retention_f32", lif.leak(), lif.threshold(), surrogate, retention, count);
    }
    run(launch.set(0, lif.leak()).set(1, lif.threshold()));
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      DeviceBuffer input,
      DeviceBuffer surrogate,
      DeviceBuffer membraneTrace,
      DeviceBuffer eligibility) {
    cache
        .key("membrane_trace_step_f32")
        .with(input)
        .with(surrogate)
        .with(membraneTrace)
        .with(eligibility)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "membrane_trace_step_f32",
              lif.leak(),
              lif.threshold(),
              input,
              surrogate,
              membraneTrace,
              eligibility,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch.set(0, lif.leak()).set(1, lif.threshold()));
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape, DeviceBuffer previousRetention, DeviceBuffer input, DeviceBuffer trace) {
    cache
        .key("ostl_trace_step_f32")
        .with(previousRetention)
        .with(input)
        .with(trace)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "ostl_trace_step_f32",
              previousRetention,
              input,
              trace,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      DeviceBuffer retention,
      DeviceBuffer surrogate,
      DeviceBuffer presynapticTrace,
      DeviceBuffer trace) {
    cache
        .key("otpe_trace_step_f32")
        .with(retention)
        .with(surrogate)
        .with(presynapticTrace)
        .with(trace)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "otpe_trace_step_f32",
              retention,
              surrogate,
              presynapticTrace,
              trace,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void ostlFactorStep(DeviceBuffer previousRetention, DeviceBuffer factor) {
    long count = factor.length();
    if (count == 0) {
      return;
    }
    cache.key("ostl_factor_step_f32").with(previousRetention).with(factor).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("ostl_factor_step_f32", previousRetention, factor, count);
    }
    run(launch);
  }

  @Override
  public void otpeFactorStep(
      float decay, DeviceBuffer retention, DeviceBuffer surrogate, DeviceBuffer factor) {
    long count = factor.length();
    if (count == 0) {
      return;
    }
    cache.key("otpe_factor_step_f32").with(retention).with(surrogate).with(factor).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("otpe_factor_step_f32", decay, retention, surrogate, factor, count);
    }
    run(launch.set(0, decay));
  }

  @Override
  public void multiply(DeviceBuffer left, DeviceBuffer right, DeviceBuffer product) {
    long count = product.length();
    if (count == 0) {
      return;
    }
    cache.key("multiply_f32").with(left).with(right).with(product).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("multiply_f32", left, right, product, count);
    }
    run(launch);
  }

  @Override
  public void scale(float factor, DeviceBuffer values) {
    long count = values.length();
    if (count == 0) {
      return;
    }
    cache.key("scale_f32").with(values).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("scale_f32", factor, values, count);
    }
    run(launch.set(0, factor));
  }

  @Override
  public void matrixGradient(
      LayerShape shape, DeviceBuffer factor, DeviceBuffer trace, DeviceBuffer gradient) {
    cache
        .key("matrix_gradient_f32")
        .with(factor)
        .with(trace)
        .with(gradient)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "matrix_gradient_f32",
              factor,
              trace,
              gradient,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void outerProduct(
      LayerShape shape, DeviceBuffer input, DeviceBuffer factor, DeviceBuffer gradient) {
    cache
        .key("outer_product_f32")
        .with(input)
        .with(factor)
        .with(gradient)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "outer_product_f32",
              input,
              factor,
              gradient,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void project(
      LayerShape shape, DeviceBuffer factor, DeviceBuffer weights, DeviceBuffer learningSignal) {
    cache
        .key("project_f32")
        .with(factor)
        .with(weights)
        .with(learningSignal)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post());
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "project_f32",
              factor,
              weights,
              learningSignal,
              shape.batch(),
              shape.pre(),
              shape.post());
    }
    run(launch);
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      DeviceBuffer output,
      DeviceBuffer labels,
      DeviceBuffer learningSignal,
      DeviceBuffer loss) {
    int batch = loss.length();
    if (batch == 0) {
      return;
    }
    cache
        .key("cross_entropy_f32")
        .with(output)
        .with(labels)
        .with(learningSignal)
        .with(loss)
        .with(batch)
        .with(classes);
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind("cross_entropy_f32", scale, output, labels, learningSignal, loss, batch, classes);
    }
    run(launch.set(0, scale));
  }

  @Override
  public void reversePass(
      ReverseRule rule,
      LifParameters lif,
      int steps,
      DeviceBuffer surrogate,
      DeviceBuffer learningSignal,
      DeviceBuffer sent) {
    long count = learningSignal.length() / steps;
    if (count == 0) {
      return;
    }
    String kernel = reverseKernel(rule);
    cache.key(kernel).with(surrogate).with(learningSignal).with(sent).with(steps).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = cache.keep(boundReverse(rule, lif, steps, surrogate, learningSignal, sent, count));
    }
    launch.set(0, lif.leak());
    if (rule != ReverseRule.OTTT && rule != ReverseRule.APPROX_OTPE) {
      launch.set(1, lif.threshold());
    }
    run(launch);
  }

  @Override
  public void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      DeviceBuffer weights,
      DeviceBuffer input,
      DeviceBuffer surrogate,
      DeviceBuffer inputSensitivity,
      DeviceBuffer potentialSensitivity,
      DeviceBuffer spikeSensitivity) {
    cache
        .key("sensitivity_step_f32")
        .with(weights)
        .with(input)
        .with(surrogate)
        .with(inputSensitivity)
        .with(potentialSensitivity)
        .with(spikeSensitivity)
        .with(shape.batch())
        .with(shape.pre())
        .with(shape.post())
        .with(below);
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "sensitivity_step_f32",
              lif.leak(),
              lif.threshold(),
              weights,
              input,
              surrogate,
              inputSensitivity,
              potentialSensitivity,
              spikeSensitivity,
              shape.batch(),
              shape.pre(),
              shape.post(),
              (long) below);
    }
    run(launch.set(0, lif.leak()).set(1, lif.threshold()));
  }

  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      float rate,
      DeviceBuffer gradient,
      DeviceBuffer weights,
      DeviceBuffer firstMoment,
      DeviceBuffer infinityNorm) {
    long count = weights.length();
    if (count == 0) {
      return;
    }
    cache
        .key("apply_adamax_f32")
        .with(gradient)
        .with(weights)
        .with(firstMoment)
        .with(infinityNorm)
        .with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch =
          bind(
              "apply_adamax_f32",
              rate,
              adamax.beta1(),
              adamax.beta2(),
              adamax.epsilon(),
              gradient,
              weights,
              firstMoment,
              infinityNorm,
              count);
    }
    launch.set(0, rate).set(1, adamax.beta1()).set(2, adamax.beta2()).set(3, adamax.epsilon());
    run(launch);
  }

  @Override
  public void applySgd(float rate, DeviceBuffer gradient, DeviceBuffer weights) {
    long count = weights.length();
    if (count == 0) {
      return;
    }
    cache.key("apply_sgd_f32").with(gradient).with(weights).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("apply_sgd_f32", rate, gradient, weights, count);
    }
    run(launch.set(0, rate));
  }

  /** Sets {@code count} elements at an address. */
  void fill(long address, int count, float value) {
    if (count == 0) {
      return;
    }
    cache.key("fill_f32").with(address).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("fill_f32", value, address, (long) count);
    }
    run(launch.set(0, value));
  }

  /** Copies {@code count} elements between addresses. */
  void copy(long source, long destination, int count) {
    if (count == 0) {
      return;
    }
    cache.key("copy_f32").with(source).with(destination).with(count);
    Launch launch = cache.find();
    if (launch == null) {
      launch = bind("copy_f32", source, destination, (long) count);
    }
    run(launch);
  }

  /** Lets launches be collected from now on, until {@link #end}. */
  void begin(StepGraphs graphs) {
    flush();
    collecting = graphs;
  }

  /** Enqueues what has been collected, as a graph if it has been seen before. */
  void end() {
    StepGraphs graphs = collecting;
    collecting = null;
    if (graphs != null) {
      graphs.run(stream);
    }
  }

  /** Enqueues what has been collected so far, launch by launch: someone waits for it. */
  void flush() {
    if (collecting != null) {
      collecting.flush(stream);
    }
  }

  /** A kernel bound to its arguments, for those who keep it themselves. */
  Launch bound(String kernel, Object... arguments) {
    return context.kernels().bind(kernel, arguments);
  }

  /** The stream that everything is enqueued in. */
  CudaStream stream() {
    return stream;
  }

  /** A stream for what runs beside the others while a graph is captured. */
  CudaStream branch(int index) {
    while (branches.size() <= index) {
      branches.add(context.stream());
    }
    return branches.get(index);
  }

  /** A new mark. */
  CudaEvent event() {
    return context.event(false);
  }

  /** Enqueues a launch, or collects it. */
  void run(Launch launch) {
    if (collecting != null) {
      collecting.add(launch);
    } else {
      launch.launch(stream);
    }
  }

  private static String reverseKernel(ReverseRule rule) {
    return "reverse_sequence_" + rule.name().toLowerCase(Locale.ROOT) + "_f32";
  }

  /**
   * The reverse pass of {@code count} neurons of samples, for those who keep it themselves: the
   * adjoint replaces the learning signal, what is sent replaces the mean surrogate.
   */
  Launch boundReverse(
      ReverseRule rule,
      LifParameters lif,
      int steps,
      DeviceBuffer surrogate,
      DeviceBuffer signal,
      DeviceBuffer sent,
      long count) {
    String kernel = reverseKernel(rule);
    float leak = lif.leak();
    float threshold = lif.threshold();
    return switch (rule) {
      case BPTT -> bound(kernel, leak, threshold, signal, surrogate, signal, steps, count);
      case OSTL -> bound(kernel, leak, threshold, signal, surrogate, signal, sent, steps, count);
      case OTPE ->
          bound(kernel, leak, threshold, signal, surrogate, sent, signal, sent, steps, count);
      case OTTT -> bound(kernel, leak, signal, surrogate, signal, sent, steps, count);
      case APPROX_OTPE -> bound(kernel, leak, signal, sent, signal, sent, steps, count);
    };
  }

  private Launch bind(String kernel, Object... arguments) {
    return cache.keep(bound(kernel, arguments));
  }

  /** How many launches are bound. */
  int bound() {
    return cache.size();
  }

  @Override
  public void close() {
    cache.clear();
    context.close();
  }
}
