package io.afterspike.bench.report;

import java.util.List;

/** The rows of a table as HTML. */
final class HtmlTable {
  private HtmlTable() {}

  static void append(StringBuilder out, Table table) {
    if (table.hasHeader()) {
      out.append("<thead><tr>");
      for (int c = 0; c < table.columns(); c++) {
        out.append(table.isNumeric(c) ? "<th class=\"number\">" : "<th>");
        out.append(Xml.escape(table.header().get(c))).append("</th>");
      }
      out.append("</tr></thead>\n");
    }
    Column[] columns = new Column[table.columns()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = new Column(table, c);
    }
    out.append("<tbody>\n");
    for (List<String> row : table.rows()) {
      out.append("<tr>");
      for (int c = 0; c < columns.length; c++) {
        columns[c].append(out, row.get(c));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n");
  }

  /** How the cells of a column are written. */
  private static final class Column {
    private final boolean numeric;
    private String longestFraction = "";
    private String longestUnit = "";

    Column(Table table, int c) {
      numeric = table.isNumeric(c);
      for (List<String> row : table.rows()) {
        Table.NumberCell number = Table.NumberCell.of(row.get(c));
        longestFraction = longer(longestFraction, number.fraction());
        longestUnit = longer(longestUnit, number.unit());
      }
    }

    private static String longer(String a, String b) {
      return b.length() > a.length() ? b : a;
    }

    void append(StringBuilder out, String cell) {
      if (!numeric) {
        out.append("<td>").append(Xml.escape(cell)).append("</td>");
        return;
      }
      Table.NumberCell number = Table.NumberCell.of(cell);
      out.append("<td class=\"number\">").append(Xml.escape(number.whole() + number.fraction()));
      pad(out, longestFraction.substring(number.fraction().length()));
      out.append(Xml.escape(number.unit()));
      pad(out, longestUnit.substring(number.unit().length()));
      out.append("</td>");
    }

    /** Spaces as wide as the characters that are missing: as digits, or as a point. */
    private static void pad(StringBuilder out, String missing) {
      if (!missing.isEmpty()) {
        out.append("<span class=\"pad\">");
        missing.chars().forEach(c -> out.append(c == '.' ? '\u2008' : '\u2007'));
        out.append("</span>");
      }
    }
  }
}
