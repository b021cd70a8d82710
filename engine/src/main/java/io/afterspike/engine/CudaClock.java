package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs from step to step, kept on the device so that one graph serves all steps: the step's
 * number within the sequence, the number of updates, the weight r of the mean surrogate, and the
 * learning rate.
 */
final class CudaClock {
  /** More updates than this until Adamax's rate stays the same are not kept on the device. */
  private static final int MOST_RATES = 1 << 20;

  private final CudaEngine engine;
  private final CudaKernels kernels;
  private final float leak;
  private final DeviceBuffer counters;
  private final DeviceBuffer scalars;
  private final DeviceBuffer rates;
  private final Launch start;
  private int step = -1;

  /** The device has other numbers than the host. */
  private boolean behind = true;

  CudaClock(
      CudaEngine engine,
      CudaKernels kernels,
      Buffers<DeviceBuffer> buffers,
      float leak,
      OptimizerSpec optimizer) {
    this.engine = engine;
    this.kernels = kernels;
    this.leak = leak;
    counters = buffers.allocate(2);
    scalars = buffers.allocate(3);
    float[] host = rates(optimizer);
    rates = buffers.allocate(host.length);
    engine.write(host, rates);
    start = kernels.bound("clock_start_f32", counters, scalars);
  }

  /** Whether all rates that the optimizer will ever use fit on the device. */
  static boolean holds(OptimizerSpec optimizer) {
    return rates(optimizer).length <= MOST_RATES;
  }

  /** The rate of each update from the first to that from which on it stays the same. */
  private static float[] rates(OptimizerSpec optimizer) {
    float last = (float) optimizer.learningRate();
    List<Float> rates = new ArrayList<>();
    if (optimizer instanceof OptimizerSpec.Adamax adamax) {
      while (rates.size() < MOST_RATES && adamax.rate(rates.size() + 1) != last) {
        rates.add(adamax.rate(rates.size() + 1));
      }
    }
    rates.add(last);
    float[] all = new float[rates.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = rates.get(k);
    }
    return all;
  }

  /** Advances the device's numbers by one step, which changes the weights or does not. */
  Launch step(boolean updates) {
    int length = rates.length();
    return kernels.bound("clock_step_f32", leak, rates, counters, scalars, length, updates ? 1 : 0);
  }

  /** Where kernels read the step's number. */
  long number() {
    return counters.address();
  }

  /** Where kernels read 1/r. */
  long inverseWeight() {
    return scalars.address() + Float.BYTES;
  }

  /** Where kernels read the learning rate. */
  long rate() {
    return scalars.address() + 2 * Float.BYTES;
  }

  /** The number of the last step, from 0; −1 before the first. */
  int last() {
    return step;
  }

  /** A launch of {@link #step} has been enqueued. */
  void stepped() {
    step++;
  }

  /** Begins a sequence. */
  void start() {
    step = -1;
    kernels.run(start);
  }

  /** Goes on after step {@code last}, wherever the device is. */
  void goOn(int last) {
    step = last;
    behind = true;
  }

  /** Tells the device what changed without it. */
  void catchUp(long updates, float weight) {
    if (behind) {
      engine.write(
          new float[] {Float.intBitsToFloat(step), Float.intBitsToFloat((int) updates)}, counters);
      engine.write(new float[] {weight, 1f / weight}, scalars);
      behind = false;
    }
  }
}
