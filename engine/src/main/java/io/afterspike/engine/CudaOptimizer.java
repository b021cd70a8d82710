package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds gradient kernels, whose variants {@code _adamax} and {@code _sgd} change the weights as
 * soon as their gradient is summed up.
 */
final class CudaOptimizer {
  private final CudaKernels kernels;
  private final CudaClock clock;
  private final OptimizerSpec optimizer;
  private final float scale;

  /**
   * An optimizer.
   *
   * @param scale what a gradient is multiplied with before it changes anything
   */
  CudaOptimizer(CudaKernels kernels, CudaClock clock, OptimizerSpec optimizer, float scale) {
    this.kernels = kernels;
    this.clock = clock;
    this.optimizer = optimizer;
    this.scale = scale;
  }

  /** A gradient, the parameters that it changes, and the optimizer's moments of them. */
  record Parameters(DeviceBuffer gradient, DeviceBuffer values, List<DeviceBuffer> moments) {}

  /** The weights of a layer, and behind them its bias. */
  Parameters weights(Layer<DeviceBuffer> layer) {
    List<DeviceBuffer> moments = new ArrayList<>();
    for (int m = 0; m < optimizer.moments(); m++) {
      moments.add(layer.weightMoment(m));
    }
    return new Parameters(layer.weightGradient, layer.weights, moments);
  }

  /** The bias of a layer alone. */
  Parameters bias(Layer<DeviceBuffer> layer) {
    List<DeviceBuffer> moments = new ArrayList<>();
    for (int m = 0; m < optimizer.moments(); m++) {
      moments.add(layer.biasMoment(m));
    }
    return new Parameters(layer.biasGradient, layer.bias, moments);
  }

  /**
   * Binds a gradient kernel.
   *
   * @param operation the kernel's name without variant and type
   * @param constants its first arguments
   * @param operands its arrays before the gradient
   * @param accumulate whether to add to what is there
   * @param update whether to change the parameters
   * @param sizes its last arguments
   */
  Launch bind(
      String operation,
      List<Object> constants,
      List<Object> operands,
      Parameters parameters,
      boolean accumulate,
      boolean update,
      Object... sizes) {
    List<Object> arguments = new ArrayList<>(constants);
    String kernel = operation;
    if (update) {
      if (optimizer instanceof OptimizerSpec.Adamax adamax) {
        arguments.addAll(List.of(adamax.beta1(), adamax.beta2(), adamax.epsilon()));
        kernel += "_adamax";
      } else {
        kernel += "_sgd";
      }
      arguments.add(scale);
      arguments.add(clock.rate());
    }
    arguments.addAll(operands);
    arguments.add(parameters.gradient());
    if (update) {
      arguments.add(parameters.values());
      arguments.addAll(parameters.moments());
    }
    arguments.add(accumulate ? 1 : 0);
    arguments.addAll(List.of(sizes));
    return kernels.bound(kernel + "_f32", arguments.toArray());
  }
}
