package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Table 1: memory and time over the number of steps T and the width n, with fitted exponents. */
final class ComplexityContent implements Content {
  /** A rule in one of its forms. */
  private record Variant(String rule, String form) {
    String name() {
      boolean two = rule.equals("otpe") || rule.equals("ostl");
      return RuleNames.of(rule) + (two ? ", " + form + " form" : "");
    }

    boolean has(PlanResults.Row row) {
      return row.cell().text(Setting.RULE).equals(rule)
          && row.cell().text(Setting.FORM).equals(form);
    }
  }

  private interface Quantity {
    double of(PlanResults.Row row);
  }

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    for (PlanResults all : results.values()) {
      // Memory is the same for every seed, and the input hardly differs.
      PlanResults plan = all.where(Setting.SEED, all.values(Setting.SEED).get(0));
      List<Variant> variants = new ArrayList<>();
      for (String rule : RuleNames.ALL.keySet()) {
        for (String form : plan.where(Setting.RULE, rule).values(Setting.FORM)) {
          variants.add(new Variant(rule, form));
        }
      }
      sheet.page().heading("Memory");
      add(sheet, plan, variants, row -> row.result().value("state_bytes"), "state (bytes)");
      sheet
          .page()
          .paragraph(
              "State: all that the network keeps in the middle of the last step, but for weights,"
                  + " gradients and the optimizer. The history form keeps the past of a sequence, so"
                  + " it grows with T; it is far smaller where batch × n × n is large.");
      sheet.page().heading("Time");
      add(
          sheet,
          plan,
          variants,
          row -> row.times().getOrDefault("sequence_seconds", Double.NaN),
          "time of a sequence (s)");
      sheet
          .page()
          .paragraph(
              "The median of several sequences on one thread, learning and updates included; an"
                  + " observation of one machine, disturbed by what else it does. Small networks"
                  + " are ruled by what does not depend on n.");
      sheet.page().heading("Fitted exponents");
      sheet.page().table(table(plan, variants));
      sheet
          .page()
          .paragraph(
              "Exponents a of T^a and n^a, fitted by least squares of the logarithms. Orders as the"
                  + " literature has them, state and time of a sequence, for layers of n neurons:"
                  + " RTRL n³ and T n⁴; BPTT T n and T n²; OSTL, OTPE n² and T n²; OTTT, Approx OTPE"
                  + " n and T n². Flops are counted by formulas, for the learning alone.");
    }
  }

  private static boolean overSteps(PlanResults.Row row, List<PlanResults.Row> all) {
    String layers = row.cell().text(Setting.LAYERS);
    return all.stream()
            .filter(other -> other.cell().text(Setting.LAYERS).equals(layers))
            .mapToDouble(ComplexityContent::steps)
            .distinct()
            .count()
        > 1;
  }

  private static double width(PlanResults.Row row) {
    return row.cell().config().hidden()[0];
  }

  private static double steps(PlanResults.Row row) {
    return row.cell().config().steps();
  }

  /** The rows in which the steps vary, or the widths, ascending. */
  private static List<PlanResults.Row> rows(PlanResults plan, Variant variant, boolean overSteps) {
    List<PlanResults.Row> own = plan.rows().stream().filter(variant::has).toList();
    // Both sweeps meet where the steps are those of the sweep over widths.
    double common =
        own.stream()
            .filter(row -> !overSteps(row, own))
            .mapToDouble(ComplexityContent::steps)
            .findFirst()
            .orElse(Double.NaN);
    return own.stream()
        .filter(row -> overSteps ? overSteps(row, own) : steps(row) == common)
        .sorted(
            Comparator.comparingDouble(
                overSteps ? ComplexityContent::steps : ComplexityContent::width))
        .toList();
  }

  private static void add(
      Sheet sheet, PlanResults plan, List<Variant> variants, Quantity quantity, String label) {
    sheet.figure(
        List.of(
            chart("Over steps T", "steps T", true, plan, variants, quantity, label),
            chart("Over neurons n", "neurons a layer n", false, plan, variants, quantity, label)),
        "Two hidden layers of n neurons, as many inputs, 10 classes, batch 16. Over T: n is 64 (RTRL"
            + " 8); over n: T is 50.");
  }

  private static LineChart chart(
      String title,
      String xLabel,
      boolean overSteps,
      PlanResults plan,
      List<Variant> variants,
      Quantity quantity,
      String label) {
    List<Series> series = new ArrayList<>();
    for (Variant variant : variants) {
      List<PlanResults.Row> rows = rows(plan, variant, overSteps);
      series.add(Series.of(variant.name(), x(rows, overSteps), y(rows, quantity)));
    }
    return new LineChart(title, Axis.logarithmic(xLabel), Axis.logarithmic(label), series)
        .withSize(545, 460);
  }

  private static double[] x(List<PlanResults.Row> rows, boolean overSteps) {
    return rows.stream().mapToDouble(row -> overSteps ? steps(row) : width(row)).toArray();
  }

  private static double[] y(List<PlanResults.Row> rows, Quantity quantity) {
    return rows.stream().mapToDouble(quantity::of).toArray();
  }

  private static Table table(PlanResults plan, List<Variant> variants) {
    List<List<String>> rows = new ArrayList<>();
    for (Variant variant : variants) {
      List<PlanResults.Row> steps = rows(plan, variant, true);
      List<PlanResults.Row> widths = rows(plan, variant, false);
      Quantity state = row -> row.result().value("state_bytes");
      Quantity time = row -> row.times().getOrDefault("sequence_seconds", Double.NaN);
      Quantity flops = row -> row.result().value("flops_per_step") * row.cell().config().steps();
      rows.add(
          List.of(
              variant.name(),
              exponent(x(steps, true), y(steps, state)),
              exponent(x(widths, false), y(widths, state)),
              exponent(x(steps, true), y(steps, time)),
              exponent(x(widths, false), y(widths, time)),
              exponent(x(steps, true), y(steps, flops)),
              exponent(x(widths, false), y(widths, flops))));
    }
    return new Table(
        List.of("rule", "state, T", "state, n", "time, T", "time, n", "flops, T", "flops, n"),
        rows);
  }

  /** The slope of the line through the logarithms. */
  static String exponent(double[] x, double[] y) {
    double meanX = 0;
    double meanY = 0;
    for (int k = 0; k < x.length; k++) {
      meanX += Math.log(x[k]) / x.length;
      meanY += Math.log(y[k]) / x.length;
    }
    double products = 0;
    double squares = 0;
    for (int k = 0; k < x.length; k++) {
      products += (Math.log(x[k]) - meanX) * (Math.log(y[k]) - meanY);
      squares += (Math.log(x[k]) - meanX) * (Math.log(x[k]) - meanX);
    }
    return squares > 0 ? Texts.fixed(products / squares + 0.0, 2) : "–";
  }
}
