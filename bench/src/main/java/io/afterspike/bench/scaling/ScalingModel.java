package io.afterspike.bench.scaling;

import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LayerRule;
import io.afterspike.engine.MemoryEstimate;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceForm;

/**
 * What the formulas say: the operations of a sequence, and the memory of a network. N = pre·post
 * weights, d the share of a layer's input that is not 0.
 *
 * <pre>
 *   every step     current 2dBN, project 2BN (but for the first layer)
 *   matrix         5BN a step                      history   2dBtN + 4Bt·post at step t
 *   OTTT, Approx   2BN a step                      offline   2dBN a step
 *   Adamax         9N an update
 * </pre>
 */
public final class ScalingModel {
  private ScalingModel() {}

  /** Floating-point operations of a sequence. */
  public static double flops(StepSubject subject, StepWork work) {
    boolean offline = subject.mode().offline();
    double steps = work.steps();
    double batch = work.batch();
    double sum = 0;
    int layers = work.sizes().size() - 1;
    for (int l = 0; l < layers; l++) {
      double post = work.sizes().get(l + 1);
      double weights = work.sizes().get(l) * post;
      double density = l == 0 ? work.density() : work.rate();
      sum += steps * 2 * density * batch * weights;
      sum += l > 0 ? steps * 2 * batch * weights : 0;
      sum += 9 * weights * (offline ? 1 : steps);
      LayerRule rule = subject.rule().layerRule(l, layers);
      if (offline || rule == null) {
        sum += steps * 2 * density * batch * weights;
      } else if (!rule.hasMatrixTrace()) {
        sum += steps * 2 * batch * weights;
      } else if (subject.form() == TraceForm.HISTORY) {
        double pairs = steps * (steps + 1) / 2;
        sum += pairs * batch * (2 * density * weights + 4 * post);
      } else {
        sum += steps * 5 * batch * weights;
      }
    }
    return sum;
  }

  /** The bytes of a network's buffers. */
  public static long bytes(StepSubject subject, StepWork work) {
    NetworkSpec spec = subject.spec(work, 0);
    return MemoryEstimate.bytes(spec);
  }
}
