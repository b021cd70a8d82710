package io.afterspike.engine;

/** How a gradient changes the weights. */
public sealed interface OptimizerSpec {
  /** The learning rate. */
  double learningRate();

  /** The name used on the command line and in reports. */
  String label();

  /** How many arrays of the weights' size the optimizer keeps. */
  int moments();

  /**
   * Adamax: a running mean of the gradient over a decaying maximum of its magnitude.
   *
   * @param learningRate positive or 0
   * @param beta1 decay of the mean, in [0, 1)
   * @param beta2 decay of the maximum, in [0, 1)
   * @param epsilon added to the magnitude, positive
   */
  record Adamax(double learningRate, float beta1, float beta2, float epsilon)
      implements OptimizerSpec {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Adamax {
      checkRate(learningRate);
      if (!(beta1 >= 0f && beta1 < 1f)) {
        throw new IllegalArgumentException("beta1: expected a number in [0, 1), found " + beta1);
      }
      if (!(beta2 >= 0f && beta2 < 1f)) {
        throw new IllegalArgumentException("beta2: expected a number in [0, 1), found " + beta2);
      }
      if (!(epsilon > 0f && epsilon < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "epsilon: expected a positive finite number, found " + epsilon);
      }
    }

    /** The published constants: β₁ 0.9, β₂ 0.999, ε 1e-8. */
    public Adamax(double learningRate) {
      this(learningRate, 0.9f, 0.999f, 1e-8f);
    }

    /** The bias-corrected rate of update number {@code update} from 1: η / (1 − β₁^update). */
    float rate(long update) {
      // StrictMath, so that the rate has the same bits on every machine.
      double correction = 1 - StrictMath.pow(beta1, update);
      return (float) (learningRate / correction);
    }

    @Override
    public String label() {
      return "adamax";
    }

    @Override
    public int moments() {
      return 2;
    }
  }

  /**
   * Plain gradient descent.
   *
   * @param learningRate positive or 0
   */
  record Sgd(double learningRate) implements OptimizerSpec {
    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Sgd {
      checkRate(learningRate);
    }

    @Override
    public String label() {
      return "sgd";
    }

    @Override
    public int moments() {
      return 0;
    }
  }

  private static void checkRate(double learningRate) {
    if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number of at least 0, found " + learningRate);
    }
  }

  /**
   * The optimizer named {@code adamax} or {@code sgd}.
   *
   * @throws IllegalArgumentException for any other name
   */
  static OptimizerSpec named(String name, double learningRate) {
    String[] known = {"adamax", "sgd"};
    if (name.equalsIgnoreCase(known[0])) {
      return new Adamax(learningRate);
    }
    if (name.equalsIgnoreCase(known[1])) {
      return new Sgd(learningRate);
    }
    throw new IllegalArgumentException(
        "optimizer: expected adamax or sgd, found '"
            + name
            + "'"
            + Names.hint(name, known, n -> n));
  }
}
