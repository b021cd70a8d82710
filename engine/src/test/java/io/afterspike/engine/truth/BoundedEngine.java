package io.afterspike.engine.truth;

import static io.afterspike.engine.truth.BoundedArithmetic.ONE;
import static io.afterspike.engine.truth.BoundedArithmetic.ZERO;
import static io.afterspike.engine.truth.BoundedArithmetic.constant;
import static io.afterspike.engine.truth.BoundedArithmetic.decimal;
import static io.afterspike.engine.truth.BoundedArithmetic.difference;
import static io.afterspike.engine.truth.BoundedArithmetic.flushed;
import static io.afterspike.engine.truth.BoundedArithmetic.fma;
import static io.afterspike.engine.truth.BoundedArithmetic.negated;
import static io.afterspike.engine.truth.BoundedArithmetic.product;
import static io.afterspike.engine.truth.BoundedArithmetic.quotient;
import static io.afterspike.engine.truth.BoundedArithmetic.sum;

import io.afterspike.engine.Engine;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.ReverseRule;
import io.afterspike.engine.oracle.BoundedValue;
import java.util.Arrays;

/**
 * The engine's operations on values with error bounds, rounding by rounding as {@code
 * io.afterspike.kernels.reference} defines them. A network on this engine is a double precision run
 * of the engine's own composition, and beside every value runs the recurrence of its bound:
 *
 * <pre>
 *   current    Δ ≤ Σ (|x| ΔW + u |partial sum|)                      γ(n) Σ|x||W| at fixed weights
 *   potential  Δv(t) ≤ λ Δu(t-1) + Δcurrent + u |v|,  Δu ≤ Δv + u |u|
 *   surrogate  q = k |v - Vth| + 1,  g = 1/q²:  Δg ≤ 2 k Δv g^(3/2) + … ≤ 2 k Δv g + 4 u g
 *   traces     Δtrace(t) ≤ |c| Δtrace(t-1) + Δc |trace| + Δinput + u |trace|
 *   gradient   Δ ≤ Σ (|factor| Δtrace + Δfactor |trace| + u |partial sum|)
 * </pre>
 *
 * A spike is the same in float32 as long as Δv &lt; |v − Vth|; if not, {@link #decided()} turns
 * false and the bounds mean nothing any more.
 *
 * <p>Host arrays carry floats only, so {@link #read} gives a value's leading half, the rest of it,
 * or the bound, as {@link #show} says.
 */
final class BoundedEngine implements Engine<BoundedValue[]> {
  /** What {@link #read} gives. */
  enum Part {
    VALUE,
    REMAINDER,
    ERROR
  }

  private Part part = Part.VALUE;
  private boolean decided = true;

  /** λ of the network at work: the host rounds powers and sums of it, which are recovered. */
  private float leak;

  /** Chooses what {@link #read} gives. */
  void show(Part part) {
    this.part = part;
  }

  /** Whether every spike so far is the same in float32. */
  boolean decided() {
    return decided;
  }

  @Override
  public String name() {
    return "bounded";
  }

  @Override
  public String description() {
    return "double precision with bounds on the errors of float32";
  }

  @Override
  public BoundedValue[] allocate(int length) {
    BoundedValue[] buffer = new BoundedValue[length];
    Arrays.fill(buffer, ZERO);
    return buffer;
  }

  @Override
  public void free(BoundedValue[] buffer) {}

  @Override
  public int length(BoundedValue[] buffer) {
    return buffer.length;
  }

  @Override
  public void write(float[] source, BoundedValue[] destination) {
    for (int k = 0; k < source.length; k++) {
      destination[k] = BoundedValue.exact(source[k]);
    }
  }

  @Override
  public void read(BoundedValue[] source, float[] destination) {
    for (int k = 0; k < destination.length; k++) {
      double value = source[k].value();
      double error = source[k].error();
      destination[k] =
          switch (part) {
            case VALUE -> (float) value;
            case REMAINDER -> (float) (value - (float) value);
            case ERROR -> error == 0 ? 0 : Math.nextUp((float) error);
          };
    }
  }

  @Override
  public void fill(BoundedValue[] buffer, float value) {
    Arrays.fill(buffer, BoundedValue.exact(value));
  }

  @Override
  public void copy(
      BoundedValue[] source, int from, BoundedValue[] destination, int to, int length) {
    System.arraycopy(source, from, destination, to, length);
  }

  @Override
  public void current(
      LayerShape shape,
      BoundedValue[] input,
      BoundedValue[] weights,
      BoundedValue[] bias,
      BoundedValue[] current) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int j = 0; j < shape.post(); j++) {
        BoundedValue sum = bias[j];
        for (int i = 0; i < shape.pre(); i++) {
          sum = fma(input[b * shape.pre() + i], weights[i * shape.post() + j], sum);
        }
        current[b * shape.post() + j] = sum;
      }
    }
  }

  @Override
  public void lifStep(
      LifParameters lif,
      BoundedValue[] current,
      BoundedValue[] potential,
      BoundedValue[] spikes,
      BoundedValue[] surrogate) {
    leak = lif.leak();
    for (int j = 0; j < potential.length; j++) {
      BoundedValue v = fma(BoundedValue.exact(leak), potential[j], current[j]);
      boolean fires = v.value() >= lif.threshold();
      decided &= v.error() == 0 || Math.abs(v.value() - lif.threshold()) > v.error();
      BoundedValue distance = difference(v, BoundedValue.exact(lif.threshold()));
      BoundedValue q = fma(BoundedValue.exact(lif.slope()), distance.abs(), ONE);
      potential[j] = flushed(fires ? distance : v);
      spikes[j] = fires ? ONE : ZERO;
      surrogate[j] = decided ? quotient(ONE, product(q, q)) : ZERO;
    }
  }

  @Override
  public void leakySumStep(float leak, BoundedValue[] input, BoundedValue[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = flushed(fma(BoundedValue.exact(leak), sum[j], input[j]));
    }
  }

  @Override
  public void meanSurrogateStep(
      float inverseWeight, BoundedValue[] surrogate, BoundedValue[] meanSurrogate) {
    BoundedValue inverse = constant(inverseWeight(inverseWeight), inverseWeight);
    for (int j = 0; j < meanSurrogate.length; j++) {
      BoundedValue mean = meanSurrogate[j];
      meanSurrogate[j] = fma(difference(surrogate[j], mean), inverse, mean);
    }
  }

  /** 1/r of the step whose r = λr + 1 is nearest to what the host has rounded. */
  private double inverseWeight(float rounded) {
    double nearest = 1;
    double weight = 1;
    for (int step = 0; step < 1_000; step++) {
      if (Math.abs(1 / weight - rounded) < Math.abs(nearest - rounded)) {
        nearest = 1 / weight;
      }
      weight = leak * weight + 1;
    }
    return nearest;
  }

  @Override
  public void retention(LifParameters lif, BoundedValue[] surrogate, BoundedValue[] retention) {
    for (int j = 0; j < retention.length; j++) {
      BoundedValue kept = fma(BoundedValue.exact(-lif.threshold()), surrogate[j], ONE);
      retention[j] = product(BoundedValue.exact(lif.leak()), kept);
    }
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      BoundedValue[] input,
      BoundedValue[] surrogate,
      BoundedValue[] membraneTrace,
      BoundedValue[] eligibility) {
    for (int row = 0; row < shape.inputs(); row++) {
      for (int j = 0; j < shape.post(); j++) {
        int k = row * shape.post() + j;
        int n = row / shape.pre() * shape.post() + j;
        BoundedValue p = fma(BoundedValue.exact(lif.leak()), membraneTrace[k], input[row]);
        BoundedValue e = product(surrogate[n], p);
        eligibility[k] = flushed(e);
        membraneTrace[k] = flushed(fma(BoundedValue.exact(-lif.threshold()), e, p));
      }
    }
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape,
      BoundedValue[] previousRetention,
      BoundedValue[] input,
      BoundedValue[] trace) {
    for (int row = 0; row < shape.inputs(); row++) {
      for (int j = 0; j < shape.post(); j++) {
        int k = row * shape.post() + j;
        int n = row / shape.pre() * shape.post() + j;
        trace[k] = flushed(fma(previousRetention[n], trace[k], input[row]));
      }
    }
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      BoundedValue[] retention,
      BoundedValue[] surrogate,
      BoundedValue[] presynapticTrace,
      BoundedValue[] trace) {
    for (int row = 0; row < shape.inputs(); row++) {
      for (int j = 0; j < shape.post(); j++) {
        int k = row * shape.post() + j;
        int n = row / shape.pre() * shape.post() + j;
        BoundedValue added = product(surrogate[n], presynapticTrace[row]);
        trace[k] = flushed(fma(retention[n], trace[k], added));
      }
    }
  }

  @Override
  public void ostlFactorStep(BoundedValue[] previousRetention, BoundedValue[] factor) {
    for (int j = 0; j < factor.length; j++) {
      factor[j] = flushed(product(previousRetention[j], factor[j]));
    }
  }

  @Override
  public void otpeFactorStep(
      float decay, BoundedValue[] retention, BoundedValue[] surrogate, BoundedValue[] factor) {
    double exponent = decay == 0 || leak == 1 ? 1 : Math.rint(Math.log(decay) / Math.log(leak));
    BoundedValue power = constant(Math.pow(leak, exponent), decay);
    for (int j = 0; j < factor.length; j++) {
      BoundedValue added = product(surrogate[j], power);
      factor[j] = flushed(fma(retention[j], factor[j], added));
    }
  }

  @Override
  public void multiply(BoundedValue[] left, BoundedValue[] right, BoundedValue[] product) {
    for (int j = 0; j < product.length; j++) {
      product[j] = product(left[j], right[j]);
    }
  }

  @Override
  public void scale(float factor, BoundedValue[] values) {
    BoundedValue exact = reciprocal(factor);
    for (int j = 0; j < values.length; j++) {
      values[j] = product(exact, values[j]);
    }
  }

  /** 1/n of a whole number n. */
  private static BoundedValue reciprocal(float rounded) {
    return constant(1 / Math.rint(1 / (double) rounded), rounded);
  }

  @Override
  public void matrixGradient(
      LayerShape shape, BoundedValue[] factor, BoundedValue[] trace, BoundedValue[] gradient) {
    for (int i = 0; i < shape.pre(); i++) {
      for (int j = 0; j < shape.post(); j++) {
        for (int b = 0; b < shape.batch(); b++) {
          BoundedValue weight = factor[b * shape.post() + j];
          BoundedValue kept = trace[(b * shape.pre() + i) * shape.post() + j];
          gradient[i * shape.post() + j] = fma(weight, kept, gradient[i * shape.post() + j]);
        }
      }
    }
  }

  @Override
  public void outerProduct(
      LayerShape shape, BoundedValue[] input, BoundedValue[] factor, BoundedValue[] gradient) {
    for (int i = 0; i < shape.pre(); i++) {
      for (int j = 0; j < shape.post(); j++) {
        for (int b = 0; b < shape.batch(); b++) {
          BoundedValue x = input[b * shape.pre() + i];
          BoundedValue weight = factor[b * shape.post() + j];
          gradient[i * shape.post() + j] = fma(x, weight, gradient[i * shape.post() + j]);
        }
      }
    }
  }

  @Override
  public void project(
      LayerShape shape,
      BoundedValue[] factor,
      BoundedValue[] weights,
      BoundedValue[] learningSignal) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int i = 0; i < shape.pre(); i++) {
        BoundedValue sum = ZERO;
        for (int j = 0; j < shape.post(); j++) {
          sum = fma(factor[b * shape.post() + j], weights[i * shape.post() + j], sum);
        }
        learningSignal[b * shape.pre() + i] = sum;
      }
    }
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      BoundedValue[] output,
      BoundedValue[] labels,
      BoundedValue[] learningSignal,
      BoundedValue[] loss) {
    BoundedValue share = reciprocal(scale);
    for (int b = 0; b < loss.length; b++) {
      int row = b * classes;
      BoundedValue highest = output[row];
      for (int c = 1; c < classes; c++) {
        highest = BoundedArithmetic.max(highest, output[row + c]);
      }
      BoundedValue total = ZERO;
      for (int c = 0; c < classes; c++) {
        learningSignal[row + c] = BoundedArithmetic.exp(difference(output[row + c], highest));
        total = sum(total, learningSignal[row + c]);
      }
      int label = (int) labels[b].value();
      for (int c = 0; c < classes; c++) {
        BoundedValue likely = quotient(learningSignal[row + c], total);
        BoundedValue wrong = c == label ? difference(likely, ONE) : likely;
        learningSignal[row + c] = product(wrong, share);
      }
      BoundedValue chosen = difference(output[row + label], highest);
      loss[b] = difference(BoundedArithmetic.log(total), chosen);
    }
  }

  @Override
  public void reversePass(
      ReverseRule rule,
      LifParameters lif,
      int steps,
      BoundedValue[] surrogate,
      BoundedValue[] learningSignal,
      BoundedValue[] sent) {
    int size = learningSignal.length / steps;
    BoundedValue lambda = BoundedValue.exact(lif.leak());
    boolean sendsMean = rule == ReverseRule.OTPE || rule == ReverseRule.APPROX_OTPE;
    for (int j = 0; j < size; j++) {
      BoundedValue f = ZERO;
      BoundedValue a = ZERO;
      for (int k = (steps - 1) * size + j; k >= 0; k -= size) {
        BoundedValue signal = learningSignal[k];
        BoundedValue h = product(signal, sendsMean ? sent[k] : surrogate[k]);
        switch (rule) {
          case OTTT -> a = flushed(fma(lambda, a, h));
          case APPROX_OTPE -> {
            f = flushed(fma(lambda, f, h));
            a = flushed(fma(lambda, a, f));
          }
          default -> {
            f = rule == ReverseRule.OTPE ? flushed(fma(lambda, f, signal)) : signal;
            BoundedValue kept = fma(BoundedValue.exact(-lif.threshold()), surrogate[k], ONE);
            a = flushed(fma(product(lambda, kept), a, product(surrogate[k], f)));
          }
        }
        learningSignal[k] = a;
        if (rule != ReverseRule.BPTT) {
          sent[k] = h;
        }
      }
    }
  }

  @Override
  public void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      BoundedValue[] weights,
      BoundedValue[] input,
      BoundedValue[] surrogate,
      BoundedValue[] inputSensitivity,
      BoundedValue[] potentialSensitivity,
      BoundedValue[] spikeSensitivity) {
    int pre = shape.pre();
    int post = shape.post();
    int parameters = below + pre * post + post;
    for (int n = 0; n < shape.outputs(); n++) {
      int j = n % post;
      for (int p = 0; p < parameters; p++) {
        int k = n * parameters + p;
        int own = p - below;
        BoundedValue dv = product(BoundedValue.exact(lif.leak()), potentialSensitivity[k]);
        if (own < 0) {
          for (int i = 0; i < pre; i++) {
            BoundedValue s = inputSensitivity[(n / post * pre + i) * below + p];
            dv = fma(weights[i * post + j], s, dv);
          }
        } else if (own < pre * post && own % post == j) {
          dv = sum(dv, input[n / post * pre + own / post]);
        } else if (own - pre * post == j) {
          dv = sum(dv, ONE);
        }
        BoundedValue ds = flushed(product(surrogate[n], dv));
        spikeSensitivity[k] = ds;
        potentialSensitivity[k] = flushed(fma(BoundedValue.exact(-lif.threshold()), ds, dv));
      }
    }
  }

  /**
   * As {@code AdamaxReference}. Where the sign of a gradient is not decided, the quotient's own
   * bound is huge, but a step cannot be: |μ|/(1 − β₁^n) ≤ max|G| and ν ≥ β₂^n max|G|.
   */
  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      long update,
      BoundedValue[] gradient,
      BoundedValue[] weights,
      BoundedValue[] firstMoment,
      BoundedValue[] infinityNorm) {
    double beta1 = decimal(adamax.beta1());
    double beta2 = decimal(adamax.beta2());
    BoundedValue keep = constant(beta1, adamax.beta1());
    BoundedValue take = constant(1 - beta1, 1f - adamax.beta1());
    BoundedValue fade = constant(beta2, adamax.beta2());
    BoundedValue epsilon = constant(decimal(adamax.epsilon()), adamax.epsilon());
    double corrected = adamax.learningRate() / (1 - Math.pow(beta1, update));
    double used = adamax.learningRate() / (1 - StrictMath.pow(adamax.beta1(), update));
    BoundedValue rate = constant(corrected, (float) used);
    double longest = 1.001 * adamax.learningRate() * Math.pow(beta2, -update);
    for (int k = 0; k < weights.length; k++) {
      BoundedValue g = gradient[k];
      BoundedValue m = flushed(fma(keep, firstMoment[k], product(take, g)));
      BoundedValue n = BoundedArithmetic.max(product(fade, infinityNorm[k]), sum(g.abs(), epsilon));
      firstMoment[k] = m;
      infinityNorm[k] = n;
      BoundedValue scaled = product(rate, m);
      BoundedValue step =
          n.error() < Math.abs(n.value())
              ? quotient(scaled, n)
              : new BoundedValue(scaled.value() / n.value(), Double.POSITIVE_INFINITY);
      double limit = Math.abs(step.value()) + longest;
      weights[k] =
          difference(weights[k], new BoundedValue(step.value(), Math.min(step.error(), limit)));
    }
  }

  @Override
  public void applySgd(OptimizerSpec.Sgd sgd, BoundedValue[] gradient, BoundedValue[] weights) {
    BoundedValue rate = negated(constant(sgd.learningRate(), (float) sgd.learningRate()));
    for (int k = 0; k < weights.length; k++) {
      weights[k] = fma(rate, gradient[k], weights[k]);
    }
  }

  @Override
  public void close() {}
}
