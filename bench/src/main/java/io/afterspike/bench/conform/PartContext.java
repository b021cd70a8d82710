package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.engine.Engine;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the checks of single parts share.
 *
 * @param engine the engine
 * @param texts what the index says about the parts
 * @param arrays their arrays
 * @param checks where results go
 */
record PartContext(Engine<?> engine, Fields texts, ArrayFolder arrays, Checks checks) {
  /** One check; an {@link IOException} says that its vectors cannot be used. */
  interface Group {
    void run() throws IOException;
  }

  /** Runs a group of checks; what it cannot use, or a failing engine, fails it alone. */
  void guarded(String name, String array, Group group) {
    try {
      group.run();
    } catch (IOException | RuntimeException e) {
      String reason = e instanceof IOException ? e.getMessage() : "the check failed: " + e;
      checks.failed(arrays.source(), array, Quantity.of(Family.PARTS, name), reason);
    }
  }

  /** Compares what an engine computed with a listed array. */
  void compare(String name, String array, List<Integer> shape, double[] actual) {
    compare(name, array, shape, actual, Tolerance.limit(Double.NaN));
  }

  /** Compares with a listed array within a limit of the relative error. */
  void compare(String name, String array, List<Integer> shape, double[] actual, double limit) {
    Quantity quantity = Quantity.of(Family.PARTS, name);
    arrays
        .expected(array, shape, quantity)
        .ifPresent(
            expected ->
                checks.within(
                    arrays.source(), array, quantity, Way.ONLY, expected.error(actual), limit));
  }

  /**
   * What the index states in words.
   *
   * @param field of the parts, which must be a text
   * @param pattern finds it as its first group
   * @param expected what is looked for, as messages say it
   */
  String stated(String field, Pattern pattern, String expected) throws IOException {
    String text = texts.text(field);
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException(
          texts.where() + "." + field + ": expected " + expected + ", found '" + text + "'");
    }
    return matcher.group(1);
  }

  /** The listed shape of an array that must have this many dimensions. */
  List<Integer> shape(String array, int dimensions) throws IOException {
    List<Integer> shape = arrays.shape(array).orElse(List.of());
    if (shape.size() != dimensions) {
      throw new IOException(
          array + ": expected " + dimensions + " dimensions in the index, found " + shape);
    }
    return shape;
  }
}
