package io.afterspike.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.AssertionFailureBuilder;

/** One call of a kernel and of its reference on equal arrays. Arrays stay as they were drawn. */
final class Trial {
  /** An array of the call; {@code written} tells where a call may write. */
  record Operand(String name, float[] values, IntPredicate written) {}

  /** What some trials must meet, or the property proves nothing. */
  private record Sight(String label, double percent, BiPredicate<float[][], float[][]> predicate) {}

  /** Shares of a few tries scatter too much to be asked for. */
  private static final boolean ENOUGH_TRIES =
      Integer.getInteger("jqwik.tries.default", 1000) >= 1000;

  private final List<Operand> operands = new ArrayList<>();
  private final List<Sight> sights = new ArrayList<>();
  private Consumer<float[][]> reference;
  private Consumer<float[][]> kernel;

  /** Adds an array that both calls read. */
  Trial reads(String name, float[] values) {
    return writes(name, values, k -> false);
  }

  /** Adds an array that both calls may write where {@code written} says. */
  Trial writes(String name, float[] values, IntPredicate written) {
    operands.add(new Operand(name, values, written));
    return this;
  }

  /** The call that defines the result; it finds the arrays in the order in which they came here. */
  Trial reference(Consumer<float[][]> call) {
    reference = call;
    return this;
  }

  /** The call under test. */
  Trial kernel(Consumer<float[][]> call) {
    kernel = call;
    return this;
  }

  /**
   * More than {@code percent} of the trials of a property must show this.
   *
   * @param predicate on the arrays before and after the reference's call
   */
  Trial sees(String label, double percent, BiPredicate<float[][], float[][]> predicate) {
    sights.add(new Sight(label, percent, predicate));
    return this;
  }

  List<Operand> operands() {
    return operands;
  }

  /** Copies of the arrays as they were drawn. */
  float[][] arrays() {
    return operands.stream().map(operand -> operand.values().clone()).toArray(float[][]::new);
  }

  /** The arrays after the reference's call, which must have kept to its range. */
  float[][] expected() {
    float[][] expected = arrays();
    reference.accept(expected);
    for (int n = 0; n < expected.length; n++) {
      Operand operand = operands.get(n);
      for (int k = 0; k < expected[n].length; k++) {
        if (!operand.written().test(k)) {
          check(operand.name() + " of the reference", k, operand.values()[k], expected[n][k]);
        }
      }
    }
    return expected;
  }

  /** Calls the kernel on these arrays. */
  void run(float[][] arrays) {
    kernel.accept(arrays);
  }

  /** Every element after the kernel's call against the reference's, ranges and guards included. */
  void check() {
    float[][] expected = expected();
    float[][] actual = arrays();
    kernel.accept(actual);
    checkSame(expected, actual);
  }

  void checkSame(float[][] expected, float[][] actual) {
    for (int n = 0; n < expected.length; n++) {
      for (int k = 0; k < expected[n].length; k++) {
        check(operands.get(n).name(), k, expected[n][k], actual[n][k]);
      }
    }
  }

  /** Counts the sights over the tries of a property. */
  void count() {
    float[][] before = arrays();
    float[][] after = expected();
    boolean wrote = false;
    for (int n = 0; n < after.length; n++) {
      for (int k = 0; k < after[n].length; k++) {
        wrote |= !same(before[n][k], after[n][k]);
      }
    }
    collect("something was written", 30, wrote);
    for (Sight sight : sights) {
      collect(sight.label(), sight.percent(), sight.predicate().test(before, after));
    }
  }

  private static void collect(String label, double percent, boolean seen) {
    Statistics.label(label)
        .collect(seen)
        .coverage(
            coverage -> {
              if (ENOUGH_TRIES) {
                coverage.check(true).percentage(share -> share > percent);
              }
            });
  }

  /** Equal raw bits; any NaN is a NaN. */
  private static boolean same(float expected, float actual) {
    return Float.floatToRawIntBits(expected) == Float.floatToRawIntBits(actual)
        || (expected != expected && actual != actual);
  }

  private static void check(String name, int k, float expected, float actual) {
    if (!same(expected, actual)) {
      AssertionFailureBuilder.assertionFailure()
          .message(name + "[" + k + "]")
          .expected(Float.toHexString(expected))
          .actual(Float.toHexString(actual))
          .buildAndThrow();
    }
  }
}
