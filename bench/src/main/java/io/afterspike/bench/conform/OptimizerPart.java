package io.afterspike.bench.conform;

import io.afterspike.engine.Engine;
import io.afterspike.engine.OptimizerSpec;
import java.util.List;

/** Adamax and gradient descent: the parameters after each of several given gradients. */
final class OptimizerPart implements PartCheck {
  private static final OptimizerSpec.Adamax ADAMAX = new OptimizerSpec.Adamax(1e-3);
  private static final OptimizerSpec.Sgd SGD = new OptimizerSpec.Sgd(1e-2);

  @Override
  public void run(PartContext context) {
    check(context, "Adamax", "opt_adamax", ADAMAX);
    check(context, "gradient descent", "opt_sgd", SGD);
  }

  private static void check(
      PartContext context, String name, String array, OptimizerSpec optimizer) {
    if (!context.arrays().lists(array)) {
      return;
    }
    context.guarded(
        name,
        array,
        () -> {
          List<Integer> shape = context.shape(array, 2);
          float[] gradients = context.arrays().read("opt_grads", shape).toFloats();
          float[] parameters =
              context.arrays().read("opt_params", List.of(shape.get(1))).toFloats();
          double[] found = steps(context.engine(), optimizer, gradients, parameters);
          context.compare(name, array, shape, found);
        });
  }

  /** The parameters after each step, [steps][parameters]. */
  private static <B> double[] steps(
      Engine<B> engine, OptimizerSpec optimizer, float[] gradients, float[] parameters) {
    int length = parameters.length;
    double[] after = new double[gradients.length];
    B weights = engine.allocate(length);
    B gradient = engine.allocate(length);
    B firstMoment = engine.allocate(length);
    B infinityNorm = engine.allocate(length);
    engine.write(parameters, weights);
    float[] part = new float[length];
    for (int k = 0; k * length < gradients.length; k++) {
      System.arraycopy(gradients, k * length, part, 0, length);
      engine.write(part, gradient);
      if (optimizer instanceof OptimizerSpec.Adamax adamax) {
        engine.applyAdamax(adamax, k + 1, gradient, weights, firstMoment, infinityNorm);
      } else if (optimizer instanceof OptimizerSpec.Sgd sgd) {
        engine.applySgd(sgd, gradient, weights);
      }
      engine.read(weights, part);
      for (int i = 0; i < length; i++) {
        after[k * length + i] = part[i];
      }
    }
    List.of(weights, gradient, firstMoment, infinityNorm).forEach(engine::free);
    return after;
  }
}
