package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.ReverseRule;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Every operation of {@link Engine}: the buffers it takes, by their names there, and the call. */
public enum Operation {
  /** {@link Engine#write}: a shorter array into a longer buffer. */
  WRITE("write") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float[] source = o.style.values(o.random, s.outputs());
      B destination = o.output("destination", s.outputs() + 3);
      return () -> o.engine.write(source, destination);
    }
  },
  /** {@link Engine#read}: a longer buffer into a shorter array, and back to be compared. */
  READ("read") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float[] destination = new float[s.outputs()];
      B source = o.values("source", s.outputs() + 3);
      B seen = o.output("seen", s.outputs());
      return () -> {
        o.engine.read(source, destination);
        o.engine.write(destination, seen);
      };
    }
  },
  /** {@link Engine#fill}. */
  FILL("fill") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float value = o.style.draw(o.random);
      B buffer = o.output("buffer", s.outputs());
      return () -> o.engine.fill(buffer, value);
    }
  },
  /** {@link Engine#copy}: a range from the middle into the middle. */
  COPY("copy") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B source = o.values("source", s.outputs() + 2);
      B destination = o.output("destination", s.outputs() + 5);
      return () -> o.engine.copy(source, 2, destination, 3, s.outputs());
    }
  },
  /** {@link Engine#current}. */
  CURRENT("current") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B input = o.inputs("input", s.inputs());
      B weights = o.values("weights", s.weights());
      B bias = o.values("bias", s.post());
      B current = o.output("current", s.outputs());
      return () -> o.engine.current(s, input, weights, bias, current);
    }
  },
  /** {@link Engine#lifStep}, many of the neurons exactly on their threshold or next to it. */
  LIF_STEP("lifStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      LifParameters lif = lif(o.random);
      float[] u = o.style.values(o.random, s.outputs());
      float[] x = o.style.values(o.random, s.outputs());
      for (int k = 0; k < u.length; k++) {
        if (o.random.nextInt(3) == 0) {
          // With a dyadic leak and potential v is exactly the threshold; else it is close.
          x[k] = Style.near(lif.threshold() - lif.leak() * u[k], o.random);
        }
      }
      B current = o.of("current", x);
      B potential = o.of("potential", u);
      B spikes = o.output("spikes", s.outputs());
      B surrogate = o.output("surrogate", s.outputs());
      return () -> o.engine.lifStep(lif, current, potential, spikes, surrogate);
    }
  },
  /** {@link Engine#leakySumStep}. */
  LEAKY_SUM_STEP("leakySumStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float leak = lif(o.random).leak();
      B input = o.inputs("input", s.outputs());
      B sum = o.values("sum", s.outputs());
      return () -> o.engine.leakySumStep(leak, input, sum);
    }
  },
  /** {@link Engine#meanSurrogateStep}. */
  MEAN_SURROGATE_STEP("meanSurrogateStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float inverseWeight = 1f / (float) o.random.nextDouble(1, 20);
      B surrogate = o.surrogates("surrogate", s.outputs());
      B meanSurrogate = o.surrogates("meanSurrogate", s.outputs());
      return () -> o.engine.meanSurrogateStep(inverseWeight, surrogate, meanSurrogate);
    }
  },
  /** {@link Engine#retention}. */
  RETENTION("retention") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      LifParameters lif = lif(o.random);
      B surrogate = o.surrogates("surrogate", s.outputs());
      B retention = o.output("retention", s.outputs());
      return () -> o.engine.retention(lif, surrogate, retention);
    }
  },
  /** {@link Engine#membraneTraceStep}. */
  MEMBRANE_TRACE_STEP("membraneTraceStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      LifParameters lif = lif(o.random);
      B input = o.inputs("input", s.inputs());
      B surrogate = o.surrogates("surrogate", s.outputs());
      B membraneTrace = o.values("membraneTrace", s.traces());
      B eligibility = o.output("eligibility", s.traces());
      return () -> o.engine.membraneTraceStep(s, lif, input, surrogate, membraneTrace, eligibility);
    }
  },
  /** {@link Engine#ostlTraceStep}. */
  OSTL_TRACE_STEP("ostlTraceStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B previousRetention = o.values("previousRetention", s.outputs());
      B input = o.inputs("input", s.inputs());
      B trace = o.values("trace", s.traces());
      return () -> o.engine.ostlTraceStep(s, previousRetention, input, trace);
    }
  },
  /** {@link Engine#otpeTraceStep}. */
  OTPE_TRACE_STEP("otpeTraceStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B retention = o.values("retention", s.outputs());
      B surrogate = o.surrogates("surrogate", s.outputs());
      B presynapticTrace = o.inputs("presynapticTrace", s.inputs());
      B trace = o.values("trace", s.traces());
      return () -> o.engine.otpeTraceStep(s, retention, surrogate, presynapticTrace, trace);
    }
  },
  /** {@link Engine#ostlFactorStep}. */
  OSTL_FACTOR_STEP("ostlFactorStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B previousRetention = o.values("previousRetention", s.outputs());
      B factor = o.values("factor", s.outputs());
      return () -> o.engine.ostlFactorStep(previousRetention, factor);
    }
  },
  /** {@link Engine#otpeFactorStep}. */
  OTPE_FACTOR_STEP("otpeFactorStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float decay = (float) o.random.nextDouble();
      B retention = o.values("retention", s.outputs());
      B surrogate = o.surrogates("surrogate", s.outputs());
      B factor = o.values("factor", s.outputs());
      return () -> o.engine.otpeFactorStep(decay, retention, surrogate, factor);
    }
  },
  /** {@link Engine#multiply}, the product in a third buffer or in either factor. */
  MULTIPLY("multiply") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      int where = o.random.nextInt(3);
      B left = o.values("left", s.outputs());
      B right = o.values("right", s.outputs());
      B third = o.output("product", s.outputs());
      B product = where == 0 ? left : where == 1 ? right : third;
      return () -> o.engine.multiply(left, right, product);
    }
  },
  /** {@link Engine#scale}. */
  SCALE("scale") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      float factor = o.style.draw(o.random);
      B values = o.values("values", s.outputs());
      return () -> o.engine.scale(factor, values);
    }
  },
  /** {@link Engine#matrixGradient}. */
  MATRIX_GRADIENT("matrixGradient") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B factor = o.values("factor", s.outputs());
      B trace = o.values("trace", s.traces());
      B gradient = o.values("gradient", s.weights());
      return () -> o.engine.matrixGradient(s, factor, trace, gradient);
    }
  },
  /** {@link Engine#outerProduct}. */
  OUTER_PRODUCT("outerProduct") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B input = o.inputs("input", s.inputs());
      B factor = o.values("factor", s.outputs());
      B gradient = o.values("gradient", s.weights());
      return () -> o.engine.outerProduct(s, input, factor, gradient);
    }
  },
  /** {@link Engine#project}. */
  PROJECT("project") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      B factor = o.values("factor", s.outputs());
      B weights = o.values("weights", s.weights());
      B learningSignal = o.output("learningSignal", s.inputs());
      return () -> o.engine.project(s, factor, weights, learningSignal);
    }
  },
  /** {@link Engine#crossEntropy}, a class per neuron, at most 40. */
  CROSS_ENTROPY("crossEntropy") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      int classes = Math.min(40, s.post());
      float[] classOf = new float[s.batch()];
      for (int b = 0; b < classOf.length; b++) {
        classOf[b] = o.random.nextInt(classes);
      }
      float scale = 1f / s.batch();
      B output = o.values("output", s.batch() * classes);
      B labels = o.of("labels", classOf);
      B learningSignal = o.output("learningSignal", s.batch() * classes);
      B loss = o.output("loss", s.batch());
      return () -> o.engine.crossEntropy(classes, scale, output, labels, learningSignal, loss);
    }
  },
  /** {@link Engine#reversePass} of any rule, from 1 to 4 steps. */
  REVERSE_PASS("reversePass") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      ReverseRule rule = ReverseRule.values()[o.random.nextInt(ReverseRule.values().length)];
      int steps = o.random.nextInt(1, 5);
      LifParameters lif = lif(o.random);
      B surrogate = o.surrogates("surrogate", steps * s.outputs());
      B learningSignal = o.values("learningSignal", steps * s.outputs());
      B sent = o.surrogates("sent", steps * s.outputs());
      return () -> o.engine.reversePass(rule, lif, steps, surrogate, learningSignal, sent);
    }
  },
  /** {@link Engine#sensitivityStep}, with at most 3 samples, 7 inputs and 13 neurons. */
  SENSITIVITY_STEP("sensitivityStep") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      LayerShape small =
          new LayerShape(Math.min(3, s.batch()), Math.min(7, s.pre()), Math.min(13, s.post()));
      int below = o.random.nextInt(4) == 0 ? 0 : o.random.nextInt(1, 180);
      int all = small.outputs() * (below + small.weights() + small.post());
      LifParameters lif = lif(o.random);
      B weights = o.values("weights", small.weights());
      B input = o.inputs("input", small.inputs());
      B surrogate = o.surrogates("surrogate", small.outputs());
      B lower = o.values("inputSensitivity", small.inputs() * below);
      B potential = o.values("potentialSensitivity", all);
      B spike = o.output("spikeSensitivity", all);
      return () ->
          o.engine.sensitivityStep(
              small, lif, below, weights, input, surrogate, lower, potential, spike);
    }
  },
  /** {@link Engine#applyAdamax}. */
  APPLY_ADAMAX("applyAdamax") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      OptimizerSpec.Adamax adamax = new OptimizerSpec.Adamax(o.random.nextDouble(1e-4, 1e-1));
      long update = o.random.nextLong(1, 3000);
      B gradient = o.values("gradient", s.weights());
      B weights = o.values("weights", s.weights());
      B firstMoment = o.values("firstMoment", s.weights());
      B infinityNorm = o.of("infinityNorm", o.style.magnitudes(o.random, s.weights()));
      return () ->
          o.engine.applyAdamax(adamax, update, gradient, weights, firstMoment, infinityNorm);
    }
  },
  /** {@link Engine#applySgd}. */
  APPLY_SGD("applySgd") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      OptimizerSpec.Sgd sgd = new OptimizerSpec.Sgd(o.random.nextDouble(1e-4, 1));
      B gradient = o.values("gradient", s.weights());
      B weights = o.values("weights", s.weights());
      return () -> o.engine.applySgd(sgd, gradient, weights);
    }
  },
  /** {@link Engine#forward}. New operations come last: those before keep their cases. */
  FORWARD("forward") {
    @Override
    <B> Runnable bind(Operands<B> o, LayerShape s) {
      LifParameters lif = lif(o.random);
      B input = o.inputs("input", s.inputs());
      B weights = o.values("weights", s.weights());
      B bias = o.values("bias", s.post());
      B current = o.output("current", s.outputs());
      B potential = o.values("potential", s.outputs());
      B spikes = o.output("spikes", s.outputs());
      B surrogate = o.output("surrogate", s.outputs());
      return () ->
          o.engine.forward(s, lif, input, weights, bias, current, potential, spikes, surrogate);
    }
  };

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  /** The name of the method of {@link Engine}. */
  public String label() {
    return label;
  }

  /** Makes the operands for a layer of this shape, and the call on them. */
  abstract <B> Runnable bind(Operands<B> operands, LayerShape shape);

  /** Neurons of every kind: no memory, no leak, halves whose products are exact, the published. */
  private static LifParameters lif(SplittableRandom random) {
    float[] leaks = {0f, 0.5f, 0.5f, 0.8807971f, LifParameters.PUBLISHED.leak(), 1f};
    float[] thresholds = {0.5f, 1f, 1f, 1.5f, 0.3f};
    float[] slopes = {0f, 25f, 25f, 100f};
    return new LifParameters(
        leaks[random.nextInt(leaks.length)],
        thresholds[random.nextInt(thresholds.length)],
        slopes[random.nextInt(slopes.length)]);
  }

  /**
   * The operation with this label.
   *
   * @throws IllegalArgumentException if there is none, naming all
   */
  public static Operation named(String name) {
    for (Operation operation : values()) {
      if (operation.label.equals(name)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "operation: expected one of "
            + Arrays.stream(values()).map(Operation::label).toList()
            + ", found '"
            + name
            + "'");
  }
}
