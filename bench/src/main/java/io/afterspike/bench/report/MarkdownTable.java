package io.afterspike.bench.report;

import java.util.List;

/** A table as Markdown, and text put between the marks of a Markdown file. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /** The table; numeric columns stand to the right. */
  public static String of(Table table) {
    StringBuilder text = new StringBuilder();
    row(text, table.header());
    text.append('|');
    for (int c = 0; c < table.columns(); c++) {
      text.append(table.isNumeric(c) ? " ---: |" : " --- |");
    }
    text.append('\n');
    table.rows().forEach(row -> row(text, row));
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append('|');
    for (String cell : cells) {
      text.append(' ').append(cell.replace("|", "\\|").replace('\n', ' ')).append(" |");
    }
    text.append('\n');
  }

  /**
   * {@code document} with what is between {@code <!-- NAME: begin -->} and {@code <!-- NAME: end
   * -->} replaced by {@code content}.
   *
   * @throws IllegalArgumentException if the marks are not there, once each and in this order
   */
  public static String put(String document, String name, String content) {
    String begin = "<!-- " + name + ": begin -->";
    String end = "<!-- " + name + ": end -->";
    int from = document.indexOf(begin);
    int to = document.indexOf(end);
    if (from < 0
        || to < from
        || document.indexOf(begin, from + 1) >= 0
        || document.indexOf(end, to + 1) >= 0) {
      throw new IllegalArgumentException(
          "marks: expected '" + begin + "' and then '" + end + "', once each, found otherwise");
    }
    return document.substring(0, from + begin.length())
        + "\n\n"
        + content.strip()
        + "\n\n"
        + document.substring(to);
  }
}
