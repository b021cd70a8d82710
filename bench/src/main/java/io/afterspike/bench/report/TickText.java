package io.afterspike.bench.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What is written at the ticks of an axis. */
final class TickText {
  private static final BigDecimal LARGE = new BigDecimal("1e7");
  private static final BigDecimal SMALL = new BigDecimal("1e-3");
  private static final BigDecimal LARGE_POWER = new BigDecimal("1e5");
  private static final BigDecimal SMALL_POWER = new BigDecimal("1e-4");

  private TickText() {}

  /**
   * Ticks at multiples of {@code step}, all with the same number of decimals: plain numbers, or, if
   * they are very large or small, multiples of one power of ten.
   */
  static List<Tick> labelled(List<BigDecimal> values, BigDecimal step) {
    BigDecimal largest = BigDecimal.ZERO;
    for (BigDecimal value : values) {
      largest = largest.max(value.abs());
    }
    boolean plain =
        largest.signum() == 0 || largest.compareTo(SMALL) >= 0 && largest.compareTo(LARGE) < 0;
    int exponent = plain ? 0 : exponent(largest);
    int decimals = Math.max(0, step.stripTrailingZeros().scale() + exponent);
    List<Tick> ticks = new ArrayList<>();
    for (BigDecimal value : values) {
      String mantissa = value.scaleByPowerOfTen(-exponent).setScale(decimals).toPlainString();
      String label = value.signum() == 0 ? "0" : signed(NumberText.grouped(mantissa));
      String power = plain || value.signum() == 0 ? "" : "×" + powerOfTen(exponent);
      ticks.add(new Tick(value.doubleValue(), label + power));
    }
    return ticks;
  }

  /**
   * Ticks at small whole numbers times powers of ten, ascending: plain numbers, or all of them
   * written as powers if one is very large or small.
   */
  static List<Tick> labelledPowers(List<BigDecimal> values) {
    boolean plain =
        values.get(0).compareTo(SMALL_POWER) >= 0
            && values.get(values.size() - 1).compareTo(LARGE_POWER) < 0;
    List<Tick> ticks = new ArrayList<>();
    for (BigDecimal value : values) {
      String label =
          plain
              ? NumberText.grouped(value.stripTrailingZeros().toPlainString())
              : scientific(value);
      ticks.add(new Tick(value.doubleValue(), label));
    }
    return ticks;
  }

  private static String scientific(BigDecimal value) {
    int exponent = exponent(value);
    BigDecimal mantissa = value.scaleByPowerOfTen(-exponent).stripTrailingZeros();
    return mantissa.compareTo(BigDecimal.ONE) == 0
        ? powerOfTen(exponent)
        : mantissa.toPlainString() + "×" + powerOfTen(exponent);
  }

  private static int exponent(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  private static String signed(String number) {
    return number.replace('-', NumberText.MINUS);
  }

  private static String powerOfTen(int exponent) {
    StringBuilder text = new StringBuilder("10");
    for (char c : Integer.toString(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
