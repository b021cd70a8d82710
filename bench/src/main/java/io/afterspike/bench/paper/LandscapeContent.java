package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.ColorScale;
import io.afterspike.bench.report.ContourChart;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.sweep.CellResult;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The loss in a plane of the weights, with the ways that the rules took through it. */
final class LandscapeContent implements Content {
  private static final double WIDTH = 545;
  private static final double HEIGHT = 500;

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    sheet
        .page()
        .paragraph(
            "All trainings begin at the same weights and see the same minibatches. The plane goes"
                + " through the mean of the weights along their two principal directions: of the"
                + " first and last weights only (our reading of the paper), and of all weights that"
                + " were kept (as in the public code). The ways are shown as their shadows in the plane; the"
                + " loss is that of the plane's points on one batch of validation samples, not of the"
                + " ways themselves, which lie off it.");
    for (PlanResults plan : results.values()) {
      for (PlanResults.Row row : plan.rows()) {
        String seed = plan.values(Setting.SEED).size() > 1 ? ", seed " + seed(row) : "";
        sheet.page().heading(RuleNames.data(row.cell().text(Setting.DATA)) + seed);
        CellResult result = row.result();
        sheet.figure(
            List.of(
                chart("Directions of the first and last weights", "ends", result),
                chart("Directions of all kept weights", "all", result)),
            "The loss, and the way of each rule from the common start (ring) to its last weights.");
        sheet.page().table(table(result));
      }
    }
  }

  private static String seed(PlanResults.Row row) {
    return row.cell().text(Setting.SEED);
  }

  private static Drawing chart(String title, String name, CellResult result) {
    double[] x = result.column(name + "_grid_x");
    double[] y = result.column(name + "_grid_y");
    double[] flat = result.column(name + "_grid_loss");
    double[][] losses = new double[y.length][x.length];
    for (int r = 0; r < y.length; r++) {
      System.arraycopy(flat, r * x.length, losses[r], 0, x.length);
    }
    List<Series> ways = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      double[] wayX = result.column(name + "_" + rule + "_x");
      if (wayX.length > 0) {
        ways.add(Series.of(RuleNames.of(rule), wayX, result.column(name + "_" + rule + "_y")));
      }
    }
    return new ContourChart(
            title,
            Axis.linear("first direction, " + share(result, name + "_variance_x")),
            x,
            Axis.linear("second direction, " + share(result, name + "_variance_y")),
            y,
            losses,
            ColorScale.sequential(Axis.linear("loss")))
        .withTrajectories(ways)
        .withSize(WIDTH, HEIGHT);
  }

  private static String share(CellResult result, String value) {
    return Texts.fixed(100 * result.value(value), 0) + " % of the variance";
  }

  private static Table table(CellResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : List.of("ends", "all")) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double loss : result.column(name + "_grid_loss")) {
        least = Math.min(least, loss);
        most = Math.max(most, loss);
      }
      rows.add(
          List.of(
              name.equals("ends") ? "first and last weights" : "all kept weights",
              Texts.fixed(least, 3),
              Texts.fixed(most, 3)));
    }
    return new Table(List.of("directions", "least loss", "largest loss"), rows);
  }
}
