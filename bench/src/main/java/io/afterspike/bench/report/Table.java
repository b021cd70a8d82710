package io.afterspike.bench.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows of cells under a header. A column that holds nothing but numbers is set so that their points
 * stand one under the other.
 *
 * <p>A number may have a sign, thousands apart, an exponent and a unit ({@code 62.1 %}, {@code
 * 3.5e-4}, {@code 412 ms}); {@code NaN}, {@code –} and an empty cell go with numbers, too.
 *
 * @param header the columns' names; all empty for a table without a header
 * @param rows the cells, each row as long as the header
 */
public record Table(List<String> header, List<List<String>> rows) {
  private static final Pattern NUMBER =
      Pattern.compile(
          "([-+±−]?[0-9][0-9,]*)((?:\\.[0-9]+)?(?:[eE][-+−]?[0-9]+)?)((?: ?[%\\p{L}/²]+)?)");
  private static final Pattern NO_NUMBER = Pattern.compile("|NaN|[-+−]?(Infinity|∞)|[-–—]");

  /**
   * A table of copies.
   *
   * @throws IllegalArgumentException if a row is not as long as the header
   */
  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (int r = 0; r < rows.size(); r++) {
      if (rows.get(r).size() != header.size()) {
        throw new IllegalArgumentException(
            "row %d: expected %d cells, found %d".formatted(r, header.size(), rows.get(r).size()));
      }
    }
  }

  /** The number of columns. */
  public int columns() {
    return header.size();
  }

  /** Whether any column has a name. */
  public boolean hasHeader() {
    return header.stream().anyMatch(name -> !name.isEmpty());
  }

  /** Whether column {@code c} holds nothing but numbers, and at least one. */
  public boolean isNumeric(int c) {
    boolean found = false;
    for (List<String> row : rows) {
      String cell = row.get(c);
      if (NUMBER.matcher(cell).matches()) {
        found = true;
      } else if (!NO_NUMBER.matcher(cell).matches()) {
        return false;
      }
    }
    return found;
  }

  /** A cell of a numeric column in three parts: up to the point, behind it, and the unit. */
  record NumberCell(String whole, String fraction, String unit) {
    static NumberCell of(String cell) {
      Matcher matcher = NUMBER.matcher(cell);
      return matcher.matches()
          ? new NumberCell(matcher.group(1), matcher.group(2), matcher.group(3))
          : new NumberCell(cell, "", "");
    }
  }
}
