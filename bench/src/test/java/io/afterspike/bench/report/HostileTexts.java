package io.afterspike.bench.report;

import java.util.Arrays;
import java.util.Random;

/**
 * Texts and numbers that writers of markup and charts stumble over, drawn by seed: a failing
 * property reports the seed, which is all that is needed to see the case again.
 */
final class HostileTexts {
  private static final String[] TEXTS = {
    "",
    " ",
    "</title><script>alert(1)</script>",
    "]]>",
    "<!-- --",
    "\" onload=\"alert(1)",
    "&amp;&#0;",
    "\ud83d\ude00 漢字 e\u0301",
    "x".repeat(500),
    "word ".repeat(200)
  };
  private static final String BAD =
      "<>&\"'/]!-[\0\u0001\u000b\u001b\u007f\u0085\r\n\t\ud800\udc00\ufffe\uffff\u2028\u202e ab";
  private static final double[] NUMBERS = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    1e-300,
    1e300,
    1 + 1e-15,
    1e6,
    1e-6
  };

  private HostileTexts() {}

  static String text(Random random) {
    int kind = random.nextInt(3);
    if (kind == 0) {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(
          kind == 1
              ? BAD.charAt(random.nextInt(BAD.length()))
              : (char) random.nextInt(1 + (0xFFFF >> random.nextInt(12))));
    }
    return text.toString();
  }

  static double number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> Double.longBitsToDouble(random.nextLong());
      case 2 -> random.nextInt(80) / 4.0 - 10;
      default -> random.nextInt(2_000_000) / 1e3 - 1000;
    };
  }

  static double[] numbers(Random random, int length) {
    double[] numbers = new double[length];
    Arrays.setAll(numbers, i -> number(random));
    return numbers;
  }
}
