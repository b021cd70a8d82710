package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.BarChart;
import io.afterspike.bench.report.Bars;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Spread;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cosines between the rules' gradients and BPTT's. */
final class CosineContent implements Content {
  /** What of them is shown. */
  enum View {
    LAYER_BARS,
    MODEL_LINES,
    LAYER_LINES,
    ALL
  }

  private static final double AGREEMENT = 0.03;
  private static final List<String> RULES = List.of("otpe", "approx-otpe", "ostl", "ottt");

  /**
   * An independent measurement in float64 of the published code's gradients, 50-128-128-10: model,
   * hidden 1, hidden 2, output; two seeds within 0.014.
   */
  private static final Map<String, double[]> MEASURED =
      Map.of(
          "t-randman otpe", new double[] {.993, .855, .993, 1},
          "t-randman approx-otpe", new double[] {.806, .817, .874, .992},
          "t-randman ostl", new double[] {.974, .299, .576, 1},
          "t-randman ottt", new double[] {.803, .365, .623, .992},
          "r-randman otpe", new double[] {.983, .964, .990, 1},
          "r-randman approx-otpe", new double[] {.953, .967, .974, .990},
          "r-randman ostl", new double[] {.934, .399, .674, 1},
          "r-randman ottt", new double[] {.911, .435, .708, .990});

  private final View view;

  CosineContent(View view) {
    this.view = view;
  }

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    sheet
        .page()
        .paragraph(
            "Before each update of a training by BPTT, every rule computes its offline gradient of the"
                + " same minibatch at the same weights. Per layer: the layer's weights (the paper"
                + " takes weights and biases as arrays of their own). F-OTPE and F-Approx OTPE have"
                + " another loss and are left out.");
    for (PlanResults plan : results.values()) {
      for (String data : plan.values(Setting.DATA)) {
        PlanResults own = plan.where(Setting.DATA, data);
        sheet.page().heading(RuleNames.data(data));
        add(sheet, own, data);
      }
    }
  }

  private void add(Sheet sheet, PlanResults results, String data) {
    int layers = results.rows().get(0).cell().config().hidden().length + 1;
    int seeds = results.rows().size();
    String means =
        seeds > 1
            ? "Means over " + seeds + " seeds with one standard deviation."
            : "One seed: nothing is said of the spread.";
    if (view == View.LAYER_BARS || view == View.ALL) {
      sheet.figure(List.of(bars(results, layers)), "Mean over the whole run. " + means);
    }
    if (view == View.MODEL_LINES || view == View.ALL) {
      sheet.figure(
          List.of(Curves.ofCosines("All parameters", results, "_model")),
          "All weights and biases as one vector; each point is the mean over the minibatches since"
              + " the one before. "
              + means);
    }
    if (view == View.LAYER_LINES || view == View.ALL) {
      List<Drawing> charts = new ArrayList<>();
      for (int l = 1; l <= layers; l++) {
        charts.add(Curves.ofCosines(layerName(l, layers), results, "_layer_" + l));
      }
      sheet.figure(charts, "The weights of each layer. " + means);
    }
    sheet.page().table(table(results, data, layers));
    remarks(sheet, results, data, layers);
  }

  private static String layerName(int layer, int layers) {
    return layer == layers ? "Output layer" : "Hidden layer " + layer;
  }

  private static Drawing bars(PlanResults results, int layers) {
    List<String> categories = new ArrayList<>();
    for (int l = 1; l <= layers; l++) {
      categories.add(layerName(l, layers));
    }
    List<Bars> bars = new ArrayList<>();
    for (String rule : RULES) {
      double[][] values = new double[results.rows().size()][layers];
      for (int s = 0; s < values.length; s++) {
        for (int l = 0; l < layers; l++) {
          values[s][l] = results.rows().get(s).result().value(rule + "_layer_" + (l + 1));
        }
      }
      bars.add(Spread.over(values).bars(RuleNames.of(rule)));
    }
    return new BarChart(
        "Cosine to BPTT in each layer", Axis.linear("cosine").reaching(0, 1), categories, bars);
  }

  private static boolean comparable(PlanResults results, int layers) {
    return layers == 3 && results.rows().get(0).cell().text(Setting.LAYERS).equals("128-128");
  }

  private static Table table(PlanResults results, String data, int layers) {
    List<String> header = new ArrayList<>(List.of("rule", "model"));
    for (int l = 1; l < layers; l++) {
      header.add("hidden " + l);
    }
    header.add("output");
    boolean beside = comparable(results, layers);
    List<List<String>> rows = new ArrayList<>();
    for (String rule : RULES) {
      List<String> row = new ArrayList<>(List.of(RuleNames.of(rule)));
      row.add(Texts.plain(results.values(rule + "_model")));
      for (int l = 1; l <= layers; l++) {
        row.add(Texts.plain(results.values(rule + "_layer_" + l)));
      }
      rows.add(row);
      double[] measured = MEASURED.get(data + " " + rule);
      if (beside && measured != null) {
        List<String> reference = new ArrayList<>(List.of("  in float64"));
        for (double value : measured) {
          reference.add(Texts.fixed(value, 3));
        }
        rows.add(reference);
      }
    }
    return new Table(header, rows);
  }

  /** What agrees with the measurement and with the paper's claim, and what does not. */
  private static void remarks(Sheet sheet, PlanResults results, String data, int layers) {
    StringBuilder order = new StringBuilder();
    for (int l = 1; l < layers; l++) {
      double otpe = mean(results, "otpe_layer_" + l);
      double best = Math.max(mean(results, "ostl_layer_" + l), mean(results, "ottt_layer_" + l));
      order.append(l == 1 ? "" : "; ").append("hidden ").append(l).append(": ");
      order.append(otpe > best ? "yes" : "NO").append(" (").append(Texts.fixed(otpe, 3));
      order.append(" against ").append(Texts.fixed(best, 3)).append(')');
    }
    sheet.page().paragraph("OTPE nearer to BPTT than OSTL and OTTT? " + order + ".");
    if (!comparable(results, layers)) {
      return;
    }
    List<String> far = new ArrayList<>();
    for (String rule : RULES) {
      double[] measured = MEASURED.get(data + " " + rule);
      for (int k = 0; measured != null && k < measured.length; k++) {
        double ours = mean(results, rule + (k == 0 ? "_model" : "_layer_" + k));
        if (!(Math.abs(ours - measured[k]) <= AGREEMENT)) {
          far.add(
              RuleNames.of(rule)
                  + " "
                  + (k == 0 ? "model" : layerName(k, layers).toLowerCase(Locale.ROOT))
                  + " "
                  + Texts.fixed(ours, 3)
                  + " instead of "
                  + Texts.fixed(measured[k], 3));
        }
      }
    }
    sheet
        .page()
        .paragraph(
            "The paper prints no numbers for this figure. Beside ours stands an independent float64"
                + " measurement of the published code's gradients at this size. "
                + (far.isEmpty()
                    ? "All values are within " + AGREEMENT + " of it."
                    : "Further than " + AGREEMENT + " from it: " + String.join("; ", far) + "."));
  }

  private static double mean(PlanResults results, String name) {
    double[] values = results.values(name);
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
