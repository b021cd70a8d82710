package io.afterspike.bench.conform;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as text: a line per quantity, then what failed and what was not checked. */
final class ConformTable {
  private static final int MOST_LINES = 40;
  private static final List<Way> FORMS = List.of(Way.MATRIX, Way.HISTORY, Way.PUBLISHED);
  private static final String[] HEADINGS = {
    "quantity",
    "checks",
    "cases",
    "error",
    "in",
    "float32",
    "limit",
    "of limit",
    "matrix",
    "history",
    "published",
    "verdict"
  };

  private ConformTable() {}

  static void print(ConformReport report, PrintWriter out, boolean verbose) {
    out.printf(
        Locale.ROOT,
        "%s on engine %s (%s), %.1f s%n",
        report.folder(),
        report.engine(),
        report.description(),
        report.seconds());
    if (verbose) {
      out.println();
      report.checks().forEach(check -> out.println(line(check)));
    }
    table(QuantityRow.of(report.checks()), out);
    out.println();
    out.println("error     the largest, relative to the largest magnitude in its array");
    out.println("in        the case that has it");
    out.println("float32   the error of a plain float32 implementation there");
    out.println("limit     10 times that, at least 2e-6; 2e-6 where it is not known");
    out.println("          1e-12 of Randman's coordinates, which are in double precision");
    out.println("of limit  the largest share of its limit that any case uses");
    out.println("matrix, history, published   the largest error by each form of the traces");
    list(report, Verdict.FAILED, "Failed", verbose, out);
    list(report, Verdict.NOT_CHECKED, "Not checked", verbose, out);
    out.println();
    out.println(report.summary());
  }

  /** One table per family, without the columns that are empty in it. */
  private static void table(List<QuantityRow> rows, PrintWriter out) {
    for (Quantity.Family family : Quantity.Family.values()) {
      List<String[]> cells =
          rows.stream()
              .filter(row -> row.quantity().family() == family)
              .map(ConformTable::cells)
              .toList();
      if (cells.isEmpty()) {
        continue;
      }
      int[] widths = new int[HEADINGS.length];
      for (int c = 0; c < widths.length; c++) {
        for (String[] row : cells) {
          widths[c] = Math.max(widths[c], row[c].length());
        }
        widths[c] = widths[c] == 0 ? 0 : Math.max(widths[c], HEADINGS[c].length());
      }
      out.printf("%n%s%n", family.title());
      out.println(aligned(HEADINGS, widths));
      cells.forEach(row -> out.println(aligned(row, widths)));
    }
  }

  private static String[] cells(QuantityRow row) {
    Check largest = row.largest();
    List<String> cells = new ArrayList<>();
    boolean exact = row.quantity().exact();
    cells.add(row.quantity().name());
    cells.add(String.valueOf(row.checks()));
    cells.add(String.valueOf(row.sources()));
    cells.add(error(largest.error(), exact));
    cells.add(exact && largest.error() == 0 ? "" : largest.source());
    cells.add(Double.isNaN(largest.float32Error()) ? "" : number(largest.float32Error()));
    cells.add(exact ? "" : number(largest.limit()));
    cells.add(exact ? "" : String.format(Locale.ROOT, "%.3f", row.ratio()));
    for (Way form : FORMS) {
      cells.add(row.byWay().containsKey(form) ? error(row.byWay().get(form), exact) : "");
    }
    cells.add(row.failed() == 0 ? "ok" : row.failed() + " FAILED");
    return cells.toArray(String[]::new);
  }

  private static String error(double error, boolean exact) {
    if (exact) {
      return error == 0 ? "equal" : (long) error + " differ";
    }
    return number(error);
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
  }

  /** Names to the left, numbers to the right. */
  private static String aligned(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.length; c++) {
      if (widths[c] > 0) {
        String space = " ".repeat(widths[c] - cells[c].length());
        boolean name = c == 0 || c == 4 || c == cells.length - 1;
        line.append("  ").append(name ? cells[c] + space : space + cells[c]);
      }
    }
    return line.toString().stripTrailing();
  }

  private static void list(
      ConformReport report, Verdict verdict, String title, boolean all, PrintWriter out) {
    List<Check> checks =
        report.checks().stream().filter(check -> check.verdict() == verdict).toList();
    if (checks.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", title);
    int shown = all ? checks.size() : Math.min(checks.size(), MOST_LINES);
    checks.subList(0, shown).forEach(check -> out.println(line(check)));
    if (shown < checks.size()) {
      out.printf("  and %d more: --verbose lists all%n", checks.size() - shown);
    }
  }

  /** One check on one line. */
  private static String line(Check check) {
    StringBuilder line = new StringBuilder("  ");
    line.append(check.source());
    if (!check.array().isEmpty()) {
      line.append(' ').append(check.array());
    }
    if (check.way() != Way.ONLY) {
      line.append(" (").append(check.way().label()).append(')');
    }
    line.append(": ");
    if (!Double.isNaN(check.error())) {
      line.append(error(check.error(), check.quantity().exact()));
      if (!check.quantity().exact()) {
        line.append(", limit ").append(number(check.limit()));
      }
      line.append(check.remark().isEmpty() ? "" : "; ");
    }
    line.append(check.remark());
    if (!Double.isNaN(check.error())) {
      line.append(check.verdict() == Verdict.PASSED ? " ok" : " FAILED");
    }
    return line.toString();
  }
}
