package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Tables as plain text for the console: columns two spaces apart, a rule of hyphens under the
 * header, numbers with their points one under the other, no space at the end of a line.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** The table as lines, each ended by a newline. */
  public static String of(Table table) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < table.columns(); c++) {
      columns.add(new Column(table, c));
    }
    StringBuilder out = new StringBuilder();
    if (table.hasHeader()) {
      line(out, columns.stream().map(Column::header).toList());
      line(out, columns.stream().map(column -> "-".repeat(column.width)).toList());
    }
    for (int r = 0; r < table.rows().size(); r++) {
      int row = r;
      line(out, columns.stream().map(column -> column.cells.get(row)).toList());
    }
    return out.toString();
  }

  /** Facts as lines, their values one under the other. */
  public static String of(List<Fact> facts) {
    List<List<String>> rows =
        facts.stream().map(fact -> List.of(fact.name(), fact.value())).toList();
    Column names = new Column(new Table(List.of("", ""), rows), 0);
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      String value = TerminalWidth.harmless(rows.get(r).get(1));
      line(out, List.of(names.cells.get(r), value));
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append(String.join(GAP, cells).stripTrailing()).append('\n');
  }

  /** A column's cells, all padded to one width. */
  private static final class Column {
    final String name;
    final boolean numeric;
    final int width;
    final List<String> cells = new ArrayList<>();

    Column(Table table, int c) {
      name = TerminalWidth.harmless(table.header().get(c));
      numeric = table.isNumeric(c);
      List<String> texts = new ArrayList<>();
      for (List<String> row : table.rows()) {
        texts.add(TerminalWidth.harmless(row.get(c)));
      }
      if (numeric) {
        texts = pointsAligned(texts);
      }
      int widest = TerminalWidth.of(name);
      for (String text : texts) {
        widest = Math.max(widest, TerminalWidth.of(text));
      }
      width = widest;
      for (String text : texts) {
        cells.add(padded(text));
      }
    }

    String header() {
      return padded(name);
    }

    private String padded(String text) {
      String spaces = " ".repeat(width - TerminalWidth.of(text));
      return numeric ? spaces + text : text + spaces;
    }

    /** All as wide behind the point, and then all with as much room for their units. */
    private static List<String> pointsAligned(List<String> texts) {
      List<Table.NumberCell> numbers = texts.stream().map(Table.NumberCell::of).toList();
      int fraction = numbers.stream().mapToInt(n -> n.fraction().length()).max().orElse(0);
      int unit = numbers.stream().mapToInt(n -> TerminalWidth.of(n.unit())).max().orElse(0);
      List<String> aligned = new ArrayList<>();
      for (Table.NumberCell number : numbers) {
        int afterFraction = fraction - number.fraction().length();
        int afterUnit = unit - TerminalWidth.of(number.unit());
        aligned.add(
            number.whole()
                + number.fraction()
                + " ".repeat(afterFraction)
                + number.unit()
                + " ".repeat(afterUnit));
      }
      return aligned;
    }
  }
}
