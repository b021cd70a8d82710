package io.afterspike.bench.step;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.engine.LayerRule;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.ReverseRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a sequence has to do by a rule and a form, whatever engine runs it: the operations of {@link
 * OperationWork} one by one, with the shares of inputs that are not 0 as they were found. A
 * presynaptic trace is not 0 once its input was not, taken as if inputs were independent.
 *
 * @param parts the operations; those that are alike are together
 */
public record SequenceWork(List<Part> parts) {
  /**
   * Operations that are alike.
   *
   * @param times how many there are
   * @param work what one of them has to do
   */
  public record Part(double times, WorkCount work) {}

  /** Copies the list. */
  public SequenceWork {
    parts = List.copyOf(parts);
  }

  /**
   * The work of a sequence.
   *
   * @throws IllegalArgumentException for RTRL and the published form, which are not counted
   */
  public static SequenceWork of(StepSubject subject, StepData data) {
    if (subject.rule() == LearningRule.RTRL || subject.form() == TraceForm.PUBLISHED) {
      throw new IllegalArgumentException(
          "work: expected another rule than rtrl and another form than published, found "
              + subject);
    }
    NetworkSpec spec = subject.spec(data.work(), 0);
    Counter counter = new Counter(spec, data);
    for (int l = 0; l < spec.layers().size(); l++) {
      counter.forward(l);
      if (subject.mode().offline()) {
        counter.offline(l);
      } else {
        counter.online(l);
      }
    }
    counter.readout();
    return new SequenceWork(counter.parts);
  }

  /** All floating-point operations. */
  public double flops() {
    return parts.stream().mapToDouble(part -> part.times() * part.work().flops()).sum();
  }

  /** The bytes of the arrays of all operations, each array counted once an operation. */
  public double bytes() {
    return parts.stream().mapToDouble(part -> part.times() * part.work().bytes()).sum();
  }

  /** The least time of all operations one after another, where one of them takes {@code least}. */
  public double leastSeconds(ToDoubleFunction<WorkCount> least) {
    return parts.stream()
        .mapToDouble(part -> part.times() * least.applyAsDouble(part.work()))
        .sum();
  }

  /** Counts layer by layer. */
  private static final class Counter {
    final List<Part> parts = new ArrayList<>();
    final NetworkSpec spec;
    final StepData data;
    final int steps;

    Counter(NetworkSpec spec, StepData data) {
      this.spec = spec;
      this.data = data;
      this.steps = data.work().steps();
    }

    void add(double times, WorkCount work) {
      parts.add(new Part(times, work));
    }

    /** The inputs of a layer that are not 0, in all samples of a step. */
    long events(int l) {
      double share = l == 0 ? data.inputDensity() : data.rates()[l - 1];
      return Math.round(share * spec.shape(l).inputs());
    }

    /** The presynaptic traces that are not 0, on average over a sequence. */
    long traced(int l) {
      double inputs = spec.shape(l).inputs();
      double never = 1;
      double sum = 0;
      for (int t = 0; t < steps; t++) {
        never *= 1 - events(l) / inputs;
        sum += 1 - never;
      }
      return Math.round(sum / steps * inputs);
    }

    LayerRule rule(int l) {
      return spec.rule().layerRule(l, spec.layers().size());
    }

    void forward(int l) {
      LayerShape shape = spec.shape(l);
      add(
          steps,
          OperationWork.current(shape, events(l)).plus(OperationWork.lifStep(shape.outputs())));
      if (rule(l) != null && rule(l).sendsMeanSurrogate()) {
        add(steps, OperationWork.meanSurrogateStep(shape.outputs()));
      }
    }

    void readout() {
      LayerShape last = spec.shape(spec.layers().size() - 1);
      add(steps, OperationWork.crossEntropy(last.batch(), last.post()));
      if (spec.rule().leakyReadout()) {
        add(steps, OperationWork.leakySumStep(last.outputs()));
      }
    }

    void update(int l, double times) {
      LayerShape shape = spec.shape(l);
      add(times, OperationWork.applyAdamax((long) shape.weights() + shape.post()));
    }

    void offline(int l) {
      LayerShape shape = spec.shape(l);
      ReverseRule rule =
          switch (rule(l)) {
            case null -> ReverseRule.BPTT;
            case OSTL -> ReverseRule.OSTL;
            case OTTT -> ReverseRule.OTTT;
            case OTPE -> ReverseRule.OTPE;
            case APPROX_OTPE -> ReverseRule.APPROX_OTPE;
          };
      add(2, OperationWork.copy((long) steps * shape.outputs())); // spikes and surrogates kept
      add(1, OperationWork.reversePass(rule, (long) steps * shape.outputs()));
      LayerShape all = new LayerShape(shape.batch() * steps, shape.pre(), shape.post());
      add(1, OperationWork.outerProduct(all, events(l) * steps));
      if (l > 0) {
        add(1, OperationWork.project(all));
      }
      update(l, 1);
    }

    void online(int l) {
      LayerShape shape = spec.shape(l);
      add(steps, OperationWork.multiply(shape.outputs())); // what is sent
      if (!rule(l).hasMatrixTrace()) {
        double sums = rule(l) == LayerRule.OTTT ? 1 : 2;
        add(sums * steps, OperationWork.leakySumStep(shape.inputs()));
        add(steps, OperationWork.outerProduct(shape, traced(l)));
      } else if (spec.traceSpec(l).chosenForm() == TraceForm.HISTORY) {
        history(l);
      } else {
        matrix(l);
      }
      if (l > 0) {
        add(steps, OperationWork.project(shape));
      }
      update(l, steps);
    }

    private void matrix(int l) {
      LayerShape shape = spec.shape(l);
      add(steps, OperationWork.retention(shape.outputs()));
      if (rule(l) == LayerRule.OTPE) {
        add(steps, OperationWork.leakySumStep(shape.inputs()));
        add(steps, OperationWork.otpeTraceStep(shape));
      } else {
        add(steps, OperationWork.ostlTraceStep(shape));
      }
      add(steps, OperationWork.matrixGradient(shape));
    }

    /**
     * At step t the factors of all kept steps change, are weighted, and make an outer product with
     * the inputs of their steps, in one go over the weights.
     */
    private void history(int l) {
      LayerShape shape = spec.shape(l);
      TraceSpec traces = spec.traceSpec(l);
      add(steps, OperationWork.retention(shape.outputs()));
      add(steps, OperationWork.copy(shape.inputs()));
      double factor = (rule(l) == LayerRule.OTPE ? 3 : 1) + 1;
      for (int t = 1; t <= steps; t++) {
        long kept = Math.min(t, traces.window());
        double flops =
            2.0 * kept * events(l) * shape.post() + kept * (factor + 2) * shape.outputs();
        long read = kept * shape.inputs() + shape.outputs();
        add(1, WorkCount.ofFloats(flops, read, kept * shape.outputs() + shape.weights()));
      }
    }
  }
}
