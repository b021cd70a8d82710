package io.afterspike.engine.truth;

import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.ErrorBounds;

/**
 * {@link BoundedValue}'s operations, with no error where float32 has none: sums with 0, products
 * with 0, and results of exact operands that are floats themselves. So a computation on multiples
 * of 1/4 has error 0, and a spike right at the threshold is decided.
 */
final class BoundedArithmetic {
  static final BoundedValue ZERO = BoundedValue.exact(0f);
  static final BoundedValue ONE = BoundedValue.exact(1f);

  /**
   * Error of the float exponential relative to its result, and of the float logarithm to its.
   * {@link ElementaryFunctionTest} measures them.
   */
  static final double FUNCTION = 2.5 * ErrorBounds.UNIT;

  private BoundedArithmetic() {}

  /**
   * A float that stands for a number which is no float.
   *
   * @param meant the number
   * @param used the float in its place
   */
  static BoundedValue constant(double meant, float used) {
    return new BoundedValue(meant, Math.abs(used - meant));
  }

  /** The number that a float constant such as 0.9f was written as. */
  static double decimal(float constant) {
    return Double.parseDouble(Float.toString(constant));
  }

  static boolean isZero(BoundedValue a) {
    return a.value() == 0 && a.error() == 0;
  }

  private static boolean isExact(double result, BoundedValue... operands) {
    for (BoundedValue operand : operands) {
      if (operand.error() != 0) {
        return false;
      }
    }
    return (float) result == result;
  }

  static BoundedValue sum(BoundedValue a, BoundedValue b) {
    double exact = a.value() + b.value();
    return isExact(exact, a, b) ? new BoundedValue(exact, 0) : a.plus(b);
  }

  static BoundedValue difference(BoundedValue a, BoundedValue b) {
    double exact = a.value() - b.value();
    return isExact(exact, a, b) ? new BoundedValue(exact, 0) : a.minus(b);
  }

  static BoundedValue product(BoundedValue a, BoundedValue b) {
    if (isZero(a) || isZero(b)) {
      return ZERO;
    }
    double exact = a.value() * b.value();
    return isExact(exact, a, b) ? new BoundedValue(exact, 0) : a.times(b);
  }

  /** a · b + c. */
  static BoundedValue fma(BoundedValue a, BoundedValue b, BoundedValue c) {
    if (isZero(a) || isZero(b)) {
      return c;
    }
    double exact = Math.fma(a.value(), b.value(), c.value());
    return isExact(exact, a, b, c) ? new BoundedValue(exact, 0) : a.fma(b, c);
  }

  static BoundedValue quotient(BoundedValue a, BoundedValue b) {
    double exact = a.value() / b.value();
    return isExact(exact, a, b) ? new BoundedValue(exact, 0) : a.over(b);
  }

  /** |max a, b| differs by no more than the larger error, whichever is taken. */
  static BoundedValue max(BoundedValue a, BoundedValue b) {
    return new BoundedValue(Math.max(a.value(), b.value()), Math.max(a.error(), b.error()));
  }

  static BoundedValue negated(BoundedValue a) {
    return new BoundedValue(-a.value(), a.error());
  }

  /** Values below 2^-100 become 0. */
  static BoundedValue flushed(BoundedValue a) {
    return a.error() == 0 && (a.value() == 0 || Math.abs(a.value()) >= ErrorBounds.FLUSHED)
        ? a
        : a.flushed();
  }

  /** e^x for x ≤ 0. */
  static BoundedValue exp(BoundedValue x) {
    if (isZero(x)) {
      return ONE;
    }
    double value = Math.exp(x.value());
    double highest = value * Math.exp(x.error());
    // Below −87 the float is 0.
    return new BoundedValue(value, highest - value + FUNCTION * highest + 0x1p-125);
  }

  /** ln x for x ≥ 1. */
  static BoundedValue log(BoundedValue x) {
    if (x.error() == 0 && x.value() == 1) {
      return ZERO;
    }
    double value = Math.log(x.value());
    double moved = x.error() / (x.value() - x.error());
    return new BoundedValue(value, moved + FUNCTION * (Math.abs(value) + moved));
  }
}
