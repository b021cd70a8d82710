package io.afterspike.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The number of blocks of a launch from its arguments, as a kernel's signature words it: up to
 * three sums and products of numbers, arguments and quotients that are rounded up, such as {@code
 * ceil(post / 32), ceil(batch * pre / 32)}.
 */
final class GridRule {
  private final String text;
  private final ToLongFunction<String> arguments;
  private int at;

  private GridRule(String text, ToLongFunction<String> arguments) {
    this.text = text.replace(" ", "");
    this.arguments = arguments;
  }

  /**
   * The blocks along x, y and z.
   *
   * @param arguments the value of an argument by its name
   * @throws IllegalArgumentException if the text is no such rule
   */
  static long[] blocks(String text, ToLongFunction<String> arguments) {
    GridRule rule = new GridRule(text, arguments);
    List<Long> found = new ArrayList<>();
    do {
      found.add(rule.sum());
    } while (rule.takes(','));
    if (rule.at != rule.text.length() || found.size() > 3) {
      throw rule.wrong();
    }
    long[] blocks = {1, 1, 1};
    for (int d = 0; d < found.size(); d++) {
      blocks[d] = found.get(d);
    }
    return blocks;
  }

  private long sum() {
    long value = product();
    while (takes('+')) {
      value += product();
    }
    return value;
  }

  private long product() {
    long value = factor();
    while (takes('*')) {
      value *= factor();
    }
    return value;
  }

  private long factor() {
    if (takes('(')) {
      long value = sum();
      expect(')');
      return value;
    }
    int from = at;
    while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
      at++;
    }
    String word = text.substring(from, at);
    if (word.isEmpty()) {
      throw wrong();
    }
    if (Character.isDigit(word.charAt(0))) {
      return Long.parseLong(word);
    }
    if (!word.equals("ceil")) {
      return arguments.applyAsLong(word);
    }
    expect('(');
    long dividend = sum();
    expect('/');
    long divisor = factor();
    expect(')');
    return Math.ceilDiv(dividend, divisor);
  }

  private char peek() {
    return text.charAt(at);
  }

  private boolean takes(char c) {
    boolean here = at < text.length() && peek() == c;
    at += here ? 1 : 0;
    return here;
  }

  private void expect(char c) {
    if (!takes(c)) {
      throw wrong();
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "grid: expected sums, products and ceil(a / b), found '" + text + "' at " + at);
  }
}
