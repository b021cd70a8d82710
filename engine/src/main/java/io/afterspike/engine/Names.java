package io.afterspike.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lists of names, and the nearest name to a mistyped one, for error messages. */
public final class Names {
  private Names() {}

  /** The names of {@code values}, separated by commas. */
  public static <T> String listed(T[] values, Function<T, String> name) {
    return Arrays.stream(values).map(name).collect(Collectors.joining(", "));
  }

  /** {@code " (did you mean 'x'?)"} for the nearest name, or nothing if none is near. */
  public static <T> String hint(String wanted, T[] values, Function<T, String> name) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    return Arrays.stream(values)
        .map(name)
        .filter(n -> distance(lower, n) <= Math.max(2, n.length() / 3))
        .min(Comparator.comparingInt(n -> distance(lower, n)))
        .map(n -> " (did you mean '" + n + "'?)")
        .orElse("");
  }

  /** The number of single-character edits between two words. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
