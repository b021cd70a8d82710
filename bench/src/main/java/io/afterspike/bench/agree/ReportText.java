package io.afterspike.bench.agree;

import io.afterspike.engine.agreement.AgreementReport;
import io.afterspike.engine.agreement.AgreementReport.Row;
import io.afterspike.engine.agreement.Difference;
import java.util.List;
import java.util.Locale;

/** A report as a table for people: a line for each operation and rule, more where bits differ. */
public final class ReportText {
  private ReportText() {}

  /** The table. */
  public static String of(AgreementReport report) {
    StringBuilder text = new StringBuilder();
    int width = report.groups().stream().mapToInt(String::length).max().orElse(10);
    String line = "%-" + width + "s  %7s  %13s  %s%n";
    text.append(String.format(Locale.ROOT, line, "", "cases", "elements", "bits"));
    for (String group : report.groups()) {
      List<Row> rows = report.rows(group);
      Difference sum = sum(rows);
      int cases = rows.stream().mapToInt(Row::cases).sum();
      text.append(
          String.format(
              Locale.ROOT, line, group, grouped(cases), grouped(sum.elements()), verdict(sum)));
      for (Row row : rows) {
        if (!row.difference().equalBits()) {
          text.append("    ").append(row.subject()).append(": ").append(row.difference());
          text.append(System.lineSeparator());
        }
      }
    }
    return text.toString();
  }

  /** All rows together. */
  static Difference sum(List<Row> rows) {
    return rows.stream().map(Row::difference).reduce(Difference.NONE, Difference::plus);
  }

  private static String verdict(Difference difference) {
    return difference.equalBits()
        ? "equal bits"
        : grouped(difference.differing()) + " differ: " + difference.histogramText();
  }

  /** A number with commas, such as {@code 1,234,567}. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
