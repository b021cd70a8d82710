package io.afterspike.bench.step;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.ReverseRule;

/**
 * What each operation of an engine has to do, counted from its definition: B samples, N = pre·post
 * weights, n elements. A multiply-add is two operations, a division, comparison or maximum one;
 * terms whose input is 0 are none, since leaving them out changes nothing. Arrays count once.
 */
public final class OperationWork {
  /** What an exponential takes: range reduction, polynomial, scaling. */
  private static final int EXPONENTIAL = 18;

  private OperationWork() {}

  /** {@code current}: 2·nonzero·post. */
  public static WorkCount current(LayerShape shape, long nonzero) {
    return WorkCount.ofFloats(
        2.0 * nonzero * shape.post(),
        (long) shape.inputs() + shape.weights() + shape.post(),
        shape.outputs());
  }

  /** {@code lifStep}: two multiply-adds, a subtraction, a product, a division. */
  public static WorkCount lifStep(long n) {
    return WorkCount.ofFloats(7.0 * n, n, 3 * n);
  }

  /** {@code leakySumStep}: one multiply-add. */
  public static WorkCount leakySumStep(long n) {
    return WorkCount.ofFloats(2.0 * n, n, n);
  }

  /** {@code meanSurrogateStep}: a subtraction and a multiply-add. */
  public static WorkCount meanSurrogateStep(long n) {
    return WorkCount.ofFloats(3.0 * n, n, n);
  }

  /** {@code retention}: a multiply-add and a product. */
  public static WorkCount retention(long n) {
    return WorkCount.ofFloats(3.0 * n, n, n);
  }

  /** {@code membraneTraceStep}: 5·B·N on two matrices a sample. */
  public static WorkCount membraneTraceStep(LayerShape shape) {
    long matrix = (long) shape.batch() * shape.weights();
    return WorkCount.ofFloats(5.0 * matrix, (long) shape.inputs() + shape.outputs(), 2 * matrix);
  }

  /** {@code ostlTraceStep}: 2·B·N. */
  public static WorkCount ostlTraceStep(LayerShape shape) {
    long matrix = (long) shape.batch() * shape.weights();
    return WorkCount.ofFloats(2.0 * matrix, (long) shape.inputs() + shape.outputs(), matrix);
  }

  /** {@code otpeTraceStep}: 3·B·N. */
  public static WorkCount otpeTraceStep(LayerShape shape) {
    long matrix = (long) shape.batch() * shape.weights();
    return WorkCount.ofFloats(3.0 * matrix, shape.inputs() + 2L * shape.outputs(), matrix);
  }

  /** {@code ostlFactorStep}: one product. */
  public static WorkCount ostlFactorStep(long n) {
    return WorkCount.ofFloats(n, n, n);
  }

  /** {@code otpeFactorStep}: a product and a multiply-add. */
  public static WorkCount otpeFactorStep(long n) {
    return WorkCount.ofFloats(3.0 * n, 2 * n, n);
  }

  /** {@code multiply}: one product. */
  public static WorkCount multiply(long n) {
    return WorkCount.ofFloats(n, 2 * n, n);
  }

  /** {@code scale}: one product. */
  public static WorkCount scale(long n) {
    return WorkCount.ofFloats(n, 0, n);
  }

  /** {@code matrixGradient}: 2·B·N. */
  public static WorkCount matrixGradient(LayerShape shape) {
    long matrix = (long) shape.batch() * shape.weights();
    return WorkCount.ofFloats(2.0 * matrix, shape.outputs() + matrix, shape.weights());
  }

  /** {@code outerProduct}: 2·nonzero·post. */
  public static WorkCount outerProduct(LayerShape shape, long nonzero) {
    return WorkCount.ofFloats(
        2.0 * nonzero * shape.post(), (long) shape.inputs() + shape.outputs(), shape.weights());
  }

  /** {@code project}: 2·B·N. */
  public static WorkCount project(LayerShape shape) {
    return WorkCount.ofFloats(
        2.0 * shape.batch() * shape.weights(),
        (long) shape.outputs() + shape.weights(),
        shape.inputs());
  }

  /** {@code crossEntropy}: an exponential, a maximum, a sum, a division, two others a class. */
  public static WorkCount crossEntropy(long samples, int classes) {
    long n = samples * classes;
    return WorkCount.ofFloats((EXPONENTIAL + 5.0) * n, n + samples, n + samples);
  }

  /**
   * {@code reversePass}: retention 3, the recurrences 3 and 2 more for a filter, what is sent 1.
   *
   * @param n the elements of all steps
   */
  public static WorkCount reversePass(ReverseRule rule, long n) {
    return switch (rule) {
      case BPTT -> WorkCount.ofFloats(6.0 * n, 2 * n, n);
      case OSTL -> WorkCount.ofFloats(7.0 * n, 2 * n, 2 * n);
      case OTPE -> WorkCount.ofFloats(9.0 * n, 3 * n, 2 * n);
      case OTTT -> WorkCount.ofFloats(3.0 * n, 2 * n, 2 * n);
      case APPROX_OTPE -> WorkCount.ofFloats(5.0 * n, 2 * n, 2 * n);
    };
  }

  /** {@code sensitivityStep}: per neuron and parameter 2·pre for those below and six more. */
  public static WorkCount sensitivityStep(LayerShape shape, long below) {
    double own = (double) shape.weights() + shape.post();
    long parameters = below + shape.weights() + shape.post();
    return WorkCount.ofFloats(
        shape.outputs() * (2.0 * shape.pre() * below + 6 * (below + own)),
        shape.inputs() * Math.max(1, below) + shape.weights(),
        2 * shape.outputs() * parameters);
  }

  /** {@code applyAdamax}: 9·N. */
  public static WorkCount applyAdamax(long n) {
    return WorkCount.ofFloats(9.0 * n, n, 3 * n);
  }

  /** {@code applySgd}: one multiply-add. */
  public static WorkCount applySgd(long n) {
    return WorkCount.ofFloats(2.0 * n, n, n);
  }

  /** {@code write}, {@code read}, {@code copy}: nothing but bytes. */
  public static WorkCount copy(long n) {
    return WorkCount.ofFloats(0, n, n);
  }

  /** {@code fill}: nothing but bytes. */
  public static WorkCount fill(long n) {
    return WorkCount.ofFloats(0, 0, n);
  }
}
