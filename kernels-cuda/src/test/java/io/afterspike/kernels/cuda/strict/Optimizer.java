package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import io.afterspike.kernels.reference.AdamaxReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.SgdReference;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gradient kernel does behind its sum: nothing, or what the variants {@code _sgd} and {@code
 * _adamax} do.
 */
final class Optimizer {
  private enum Kind {
    NONE,
    SGD,
    ADAMAX
  }

  private final Kind kind;
  private final boolean accumulate;
  private final float scale;
  private final float rate;
  private final float beta1;
  private final float[] gradient;
  private final float[] weights;
  private final float[] moment;
  private final float[] norm;
  private final float[] expectedGradient;
  private final float[] expectedWeights;
  private final float[] expectedMoment;
  private final float[] expectedNorm;

  private Optimizer(Draw draw, int size, Kind kind, boolean accumulate) {
    this.kind = kind;
    this.accumulate = accumulate;
    scale = draw.once(2) ? 1f : draw.fraction();
    rate = draw.fraction();
    beta1 = draw.once(2) ? 0.9f : draw.once(2) ? 0f : 1f; // 1: the moment stays as it is
    gradient = accumulate ? draw.sparse(size) : draw.junk(size);
    weights = draw.values(size);
    moment = draw.values(size);
    norm = draw.values(size);
    expectedGradient = accumulate ? gradient.clone() : new float[size];
    expectedWeights = weights.clone();
    expectedMoment = moment.clone();
    expectedNorm = norm.clone();
    draw.sight("accumulates", accumulate);
    draw.sight(kind.toString(), true);
    draw.sight("scales", scale != 1f);
  }

  /** Each kind in turn. */
  static Optimizer any(Draw draw, int size) {
    Kind[] kinds = Kind.values();
    return new Optimizer(draw, size, kinds[draw.turn(kinds.length)], draw.once(2));
  }

  /** The gradient to add the expected sum into. */
  float[] expectedGradient() {
    return expectedGradient;
  }

  /** The kernel of this kind. */
  String kernel(String name) {
    return name
        + switch (kind) {
          case NONE -> "_f32";
          case SGD -> "_sgd_f32";
          case ADAMAX -> "_adamax_f32";
        };
  }

  /**
   * A gradient kernel's arguments in order.
   *
   * @param scalars those in front of the optimizer's
   * @param pointers those between the optimizer's scalars and the gradient
   * @param counts those behind {@code accumulate}
   */
  Object[] arguments(List<?> scalars, List<?> pointers, List<?> counts) {
    List<Object> all = new ArrayList<>(scalars);
    if (kind == Kind.ADAMAX) {
      all.addAll(List.of(beta1, 0.999f, 1e-8f));
    }
    if (kind != Kind.NONE) {
      all.add(scale);
      all.add(new float[] {rate});
    }
    all.addAll(pointers);
    all.add(gradient);
    if (kind != Kind.NONE) {
      all.add(weights);
    }
    if (kind == Kind.ADAMAX) {
      all.add(moment);
      all.add(norm);
    }
    all.add(accumulate ? 1 : 0);
    all.addAll(counts);
    return all.toArray();
  }

  /** Compares everything, once the expected sum is in {@link #expectedGradient}. */
  void check() {
    int size = gradient.length;
    if (kind != Kind.NONE && scale != 1f) {
      ProductReference.scale(scale, expectedGradient, 0, size);
    }
    if (kind == Kind.SGD) {
      SgdReference.apply(rate, expectedGradient, expectedWeights, 0, size);
    } else if (kind == Kind.ADAMAX) {
      AdamaxReference.apply(
          rate,
          beta1,
          0.999f,
          1e-8f,
          expectedGradient,
          expectedWeights,
          expectedMoment,
          expectedNorm,
          0,
          size);
    }
    same("gradient", expectedGradient, gradient);
    same("weights", expectedWeights, weights);
    same("first moment", expectedMoment, moment);
    same("infinity norm", expectedNorm, norm);
  }
}
