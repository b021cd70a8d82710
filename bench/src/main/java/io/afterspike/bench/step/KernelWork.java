package io.afterspike.bench.step;

import io.afterspike.bench.limits.LaunchWork;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a launch of each CUDA kernel has to do at least, from its whole-number arguments, counted
 * from its definition as in {@link OperationWork}: a multiply-add is two operations, a term whose
 * input is 0 none. Single numbers that are read from the device do not count.
 *
 * <p>Two things a launch does not say: how many of its inputs are 0, and which step of a sequence
 * it is. Inputs are taken to be events of the layer below; the traces that {@code outer_product}
 * multiplies online have more, so that its count is a least one. The history form's kernels are
 * counted as the average over a sequence.
 */
public final class KernelWork {
  /** What an exponential takes, as in {@link OperationWork}. */
  private static final int EXPONENTIAL = 18;

  private final int steps;
  private final Density density;

  /** The share of a layer's inputs that are not 0. */
  public interface Density {
    /** That of the layer with {@code pre} inputs and {@code post} neurons. */
    double of(long pre, long post);
  }

  /**
   * For launches within sequences.
   *
   * @param steps the length of a sequence
   * @throws IllegalArgumentException if there is no step
   */
  public KernelWork(int steps, Density density) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected at least 1, found " + steps);
    }
    this.steps = steps;
    this.density = density;
  }

  /** For launches of a network that runs {@code data}. */
  public static KernelWork of(StepData data) {
    return new KernelWork(data.work().steps(), data::density);
  }

  /**
   * The work of one launch; empty if the kernel is not known.
   *
   * @param kernel such as {@code lif_step_f32}
   * @param number the value of a whole-number argument by its name; of a pointer 0 if it is null
   */
  public Optional<LaunchWork> of(String kernel, ToLongFunction<String> number) {
    String name = kernel.replaceAll("_f32$", "");
    boolean applies = name.startsWith("apply_");
    String base = applies ? name : name.replaceAll("_(sgd|adamax)$", "");
    Optimizer optimizer =
        base.equals(name)
            ? Optimizer.NONE
            : name.endsWith("_sgd") ? Optimizer.SGD : Optimizer.ADAMAX;
    Arguments arguments = new Arguments(number);
    LaunchWork work = sample(base, arguments);
    if (work == null) {
      work = elementwise(base, arguments);
    }
    if (work == null) {
      work = sequence(base, arguments);
    }
    if (work == null) {
      work = layer(base, arguments);
    }
    if (work == null) {
      work = gradient(base, optimizer, arguments);
    }
    return Optional.ofNullable(work);
  }

  /** The average over a sequence of how many steps are kept, of which the current is one. */
  double kept(long window) {
    double sum = 0;
    for (long t = 1; t <= steps; t++) {
      sum += Math.min(t, window);
    }
    return sum / steps;
  }

  /** What changes the weights behind a sum. */
  private enum Optimizer {
    NONE,
    SGD,
    ADAMAX
  }

  /** The arguments by name. */
  private record Arguments(ToLongFunction<String> number) {
    long of(String name) {
      return number.applyAsLong(name);
    }

    boolean has(String pointer) {
      return of(pointer) != 0;
    }

    /** The elements of a layer's input. */
    double inputs() {
      return (double) of("batch") * of("pre");
    }

    /** The elements of a layer's output. */
    double outputs() {
      return (double) of("batch") * of("post");
    }

    double weights() {
      return (double) of("pre") * of("post");
    }

    double count() {
      return of("count");
    }

    double matrices() {
      return of("batch") * weights();
    }
  }

  private static LaunchWork sample(String kernel, Arguments given) {
    LaunchWork none = LaunchWork.NONE;
    return switch (kernel) {
      case "clock_start" -> none.writing(3);
      case "clock_step" ->
          given.of("updates") != 0
              ? none.updating(3).reading(1).writing(2).computing(3)
              : none.updating(2).writing(1).computing(3);
      case "cross_entropy" -> {
        double n = (double) given.of("batch") * given.of("classes");
        yield none.reading(n + given.of("batch"))
            .writing(n + given.of("batch"))
            .computing((EXPONENTIAL + 5) * n);
      }
      case "readout_step" -> readout(given);
      default -> null;
    };
  }

  private static LaunchWork elementwise(String kernel, Arguments given) {
    LaunchWork none = LaunchWork.NONE;
    return switch (kernel) {
      case "apply_adamax" ->
          none.reading(given.count()).updating(3 * given.count()).computing(9 * given.count());
      case "apply_sgd" ->
          none.reading(given.count()).updating(given.count()).computing(2 * given.count());
      case "copy" -> none.reading(given.count()).writing(given.count());
      case "fill" -> none.writing(given.count());
      case "fma_limit" ->
          none.updating(given.count()).computing(given.count() * (16.0 * given.of("turns") + 15));
      case "leaky_sum_step" ->
          none.reading(given.count()).updating(given.count()).computing(2 * given.count());
      case "lif_step" ->
          none.reading(given.count())
              .updating(given.count())
              .writing(2 * given.count())
              .computing(7 * given.count());
      case "mean_surrogate_step" ->
          none.reading(given.count()).updating(given.count()).computing(3 * given.count());
      case "multiply" ->
          none.reading(2 * given.count()).writing(given.count()).computing(given.count());
      case "ostl_factor_step" ->
          none.reading(given.count()).updating(given.count()).computing(given.count());
      case "otpe_factor_step" ->
          none.reading(2 * given.count()).updating(given.count()).computing(3 * given.count());
      case "presynaptic_trace_step" -> {
        double traces = given.has("filtered") ? 2 * given.count() : given.count();
        yield none.reading(given.count()).updating(traces).computing(2 * traces);
      }
      case "retention" ->
          none.reading(given.count()).writing(given.count()).computing(3 * given.count());
      case "scale" -> none.updating(given.count()).computing(given.count());
      default -> null;
    };
  }

  private static double n(Arguments given) {
    return given.of("count");
  }

  private static LaunchWork readout(Arguments given) {
    double batch = given.of("batch");
    double n = batch * given.of("classes");
    LaunchWork work =
        LaunchWork.NONE
            .reading(n + batch) // spikes, labels
            .updating(n + batch) // counts, loss_sum
            .writing(n + batch) // learning_signal, loss
            .computing(2 * n + (EXPONENTIAL + 5) * n + batch);
    if (given.has("leaky_output")) {
      work = work.updating(n).computing(2 * n);
    }
    return given.has("factor") ? work.reading(n).writing(n).computing(n) : work;
  }

  private LaunchWork sequence(String kernel, Arguments given) {
    LaunchWork none = LaunchWork.NONE;
    return switch (kernel) {
      case "leaky_sum_sequence" -> {
        double all = given.of("steps") * given.count();
        LaunchWork work = none.reading(all).updating(given.count()).computing(2 * all);
        yield given.has("sums") ? work.writing(all) : work;
      }
      case "lif_sequence" -> {
        double all = given.of("steps") * given.count();
        LaunchWork work =
            none.reading(all).updating(given.count()).writing(2 * all).computing(7 * all);
        yield given.has("means")
            ? work.updating(given.count()).writing(all).computing(3 * all)
            : work;
      }
      case "reverse_sequence_bptt" -> reverse(given, 2, 1, 6);
      case "reverse_sequence_ostl" -> reverse(given, 2, 2, 7);
      case "reverse_sequence_otpe" -> reverse(given, 3, 2, 9);
      case "reverse_sequence_ottt" -> reverse(given, 2, 2, 3);
      case "reverse_sequence_approx_otpe" -> reverse(given, 2, 2, 5);
      case "ostl_factors_step" -> {
        double old = (kept(given.of("window")) - 1) * given.count();
        yield none.updating(old + given.count()) // the retention too
            .reading(given.count())
            .writing(given.count())
            .computing(old + 3 * given.count());
      }
      case "otpe_factors_step" -> {
        double old = (kept(given.of("window")) - 1) * given.count();
        yield none.updating(old)
            .reading(given.count())
            .writing(given.count())
            .computing(3 * old + 3 * given.count());
      }
      default -> null;
    };
  }

  private static LaunchWork reverse(Arguments given, int read, int written, int flops) {
    double all = given.of("steps") * given.count();
    return LaunchWork.NONE.reading(read * all).writing(written * all).computing(flops * all);
  }

  private LaunchWork layer(String kernel, Arguments given) {
    LaunchWork none = LaunchWork.NONE;
    return switch (kernel) {
      case "current" ->
          none.reading(given.inputs() + given.weights() + given.of("post"))
              .writing(given.outputs())
              .computing(2 * events(given) * given.of("post"));
      case "forward_step" -> {
        double n = given.outputs();
        LaunchWork work =
            none.reading(given.inputs() + given.weights() + given.of("post"))
                .updating(n)
                .writing(2 * n)
                .computing(2 * events(given) * given.of("post") + 7 * n);
        yield given.has("mean_surrogate") ? work.updating(n).computing(3 * n) : work;
      }
      case "membrane_trace_step" ->
          none.reading(given.inputs() + given.outputs())
              .updating(given.matrices())
              .writing(given.matrices())
              .computing(5 * given.matrices());
      case "ostl_trace_step" ->
          none.reading(given.inputs() + given.outputs())
              .updating(given.matrices())
              .computing(2 * given.matrices());
      case "otpe_trace_step" ->
          none.reading(given.inputs() + 2 * given.outputs())
              .updating(given.matrices())
              .computing(3 * given.matrices());
      case "project" ->
          none.reading(given.outputs() + given.weights())
              .writing(given.inputs())
              .computing(2 * given.matrices());
      case "project_factor" -> {
        LaunchWork work =
            none.reading(given.outputs() + given.weights())
                .writing(given.inputs())
                .computing(2 * given.matrices());
        yield given.has("factor_below")
            ? work.reading(given.inputs()).writing(given.inputs()).computing(given.inputs())
            : work;
      }
      case "sensitivity_step" -> {
        double below = given.of("below");
        double parameters = below + given.weights() + given.of("post");
        yield none.reading(
                given.weights() + given.inputs() + given.outputs() + given.inputs() * below)
            .updating(given.outputs() * parameters)
            .writing(given.outputs() * parameters)
            .computing(given.outputs() * (2 * given.of("pre") * below + 6 * parameters));
      }
      default -> null;
    };
  }

  /** How many inputs of one step are not 0. */
  private double events(Arguments given) {
    return density.of(given.of("pre"), given.of("post")) * given.inputs();
  }

  private LaunchWork gradient(String kernel, Optimizer optimizer, Arguments given) {
    LaunchWork none = LaunchWork.NONE;
    return switch (kernel) {
      case "bias_gradient" -> {
        LaunchWork sum = none.reading(given.outputs()).computing(2 * given.outputs());
        yield finish(
            given.has("input") ? sum.reading(given.of("batch")) : sum,
            optimizer,
            given.of("post"),
            given.of("accumulate") != 0);
      }
      case "matrix_gradient" ->
          none.reading(given.outputs() + given.matrices())
              .updating(given.weights())
              .computing(2 * given.matrices());
      case "outer_product" ->
          finish(
              none.reading(given.inputs() + given.outputs())
                  .computing(2 * events(given) * given.of("post")),
              optimizer,
              given.weights(),
              optimizer == Optimizer.NONE || given.of("accumulate") != 0);
      case "history_gradient" ->
          finish(
              history(given),
              optimizer,
              (double) given.of("rows") * given.of("post"),
              given.of("accumulate") != 0);
      case "history_gradient_fast", "history_gradient_split" ->
          history(given)
              .writing((double) given.of("part_count") * given.of("rows") * given.of("post"));
      case "ostl_trace_gradient" -> {
        LaunchWork sum = none.reading(given.inputs() + 2 * given.outputs());
        yield matrixForm(sum, 4, optimizer, given);
      }
      case "otpe_trace_gradient" -> {
        double constant = given.of("rows") > given.of("pre") ? given.of("batch") : 0;
        LaunchWork sum =
            none.reading(given.inputs() + constant + 2 * given.outputs())
                .computing(3 * given.outputs());
        yield matrixForm(sum, 5, optimizer, given);
      }
      case "sum_parts" ->
          finish(
              none.reading(given.of("part_count") * given.count())
                  .computing(given.of("part_count") * given.count()),
              optimizer,
              given.count(),
              given.of("accumulate") != 0);
      default -> null;
    };
  }

  /** A trace of every row and sample, changed and summed; {@code flops} for each. */
  private static LaunchWork matrixForm(
      LaunchWork sum, int flops, Optimizer optimizer, Arguments given) {
    double parameters = (double) given.of("rows") * given.of("post");
    double traces = given.of("batch") * parameters;
    return finish(
        sum.updating(traces).computing(flops * traces),
        optimizer,
        parameters,
        given.of("accumulate") != 0);
  }

  /** The sum over kept steps; without a learning signal it is a whole sequence at its end. */
  private LaunchWork history(Arguments given) {
    boolean online = given.has("learning_signal");
    double kept = online ? kept(given.of("window")) : given.of("window");
    double terms = events(given);
    if (given.of("rows") > given.of("pre")) {
      terms += given.of("batch"); // the bias
    }
    LaunchWork sum =
        LaunchWork.NONE
            .reading(kept * (given.inputs() + given.outputs()))
            .computing(2 * kept * terms * given.of("post"));
    return online ? sum.reading(given.outputs()).computing(kept * given.outputs()) : sum;
  }

  private static LaunchWork finish(
      LaunchWork sum, Optimizer optimizer, double parameters, boolean accumulates) {
    LaunchWork kept = accumulates ? sum.updating(parameters) : sum.writing(parameters);
    return switch (optimizer) {
      case NONE -> kept;
      case SGD -> kept.updating(parameters).computing(2 * parameters);
      case ADAMAX -> kept.updating(3 * parameters).computing(9 * parameters);
    };
  }
}
