package io.afterspike.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text for people, the same in every locale. */
public final class NumberText {
  private static final double LARGEST_COORDINATE = 1e12;

  /** The minus sign of printed text, as long as a plus. */
  static final char MINUS = '\u2212';

  private NumberText() {}

  /**
   * {@code value} rounded to {@code digits} significant digits: {@code 1.934}, {@code 0.00120},
   * {@code 123456} (digits before the point are never lost below 10⁹), {@code 1.2e-7}; {@code NaN}
   * and {@code Infinity} by their names.
   *
   * @throws IllegalArgumentException if {@code digits} is not positive
   */
  public static String significant(double value, int digits) {
    if (digits < 1) {
      throw new IllegalArgumentException("digits: expected at least 1, found " + digits);
    }
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= 9 || exponent < -4) {
      BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent);
      return mantissa.setScale(digits - 1, RoundingMode.HALF_UP).toPlainString() + "e" + exponent;
    }
    return fixed(value, Math.max(0, digits - 1 - exponent));
  }

  /** Like {@link #significant}, without zeros at the end, with thousands apart and a long minus. */
  static String brief(double value, int digits) {
    String text = significant(value, digits);
    int power = text.indexOf('e');
    String mantissa = power < 0 ? text : text.substring(0, power);
    if (mantissa.indexOf('.') >= 0) {
      mantissa = mantissa.replaceAll("\\.?0+$", "");
    }
    String brief = power < 0 ? grouped(mantissa) : mantissa + text.substring(power);
    return brief.startsWith("-") ? MINUS + brief.substring(1) : brief;
  }

  /**
   * {@code value} with exactly {@code decimals} digits after the point; a value that rounds to zero
   * has no sign.
   */
  public static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }

  /** A fraction as percent with one decimal: 0.621 is {@code 62.1 %}. */
  public static String percent(double fraction) {
    return fixed(fraction * 100, 1) + " %";
  }

  /** A count with its thousands apart from 10,000 on: {@code 9999}, {@code 60,000}. */
  public static String count(long value) {
    return grouped(Long.toString(value));
  }

  /** Parts the thousands of a plain decimal number whose whole part has at least five digits. */
  static String grouped(String plain) {
    int point = plain.indexOf('.');
    int end = point < 0 ? plain.length() : point;
    int start = plain.startsWith("-") ? 1 : 0;
    if (end - start < 5) {
      return plain;
    }
    StringBuilder text = new StringBuilder(plain);
    for (int comma = end - 3; comma > start; comma -= 3) {
      text.insert(comma, ',');
    }
    return text.toString();
  }

  /**
   * A coordinate in a picture: at most two decimals, none that is not needed, never {@code -0}.
   *
   * @throws IllegalArgumentException if it is not a finite number of sensible size
   */
  static String coordinate(double value) {
    if (!(Math.abs(value) <= LARGEST_COORDINATE)) {
      throw new IllegalArgumentException(
          "coordinate: expected a number of at most 1e12, found " + value);
    }
    long hundredths = Math.round(value * 100);
    long size = Math.abs(hundredths);
    StringBuilder text = new StringBuilder();
    if (hundredths < 0) {
      text.append('-');
    }
    text.append(size / 100);
    long fraction = size % 100;
    if (fraction != 0) {
      text.append('.').append(fraction / 10);
      if (fraction % 10 != 0) {
        text.append(fraction % 10);
      }
    }
    return text.toString();
  }
}
