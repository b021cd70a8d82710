package io.afterspike.bench.paper;

import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Table 2: accuracies on SHD, the paper's beside ours. */
final class TableTwoContent implements Content {
  /** Twice what guessing gets of 20 classes. */
  private static final double NOTHING_LEARNED = 0.1;

  /** The paper's, offline and online, by size and rule; NaN where it has none. */
  private static final Map<String, double[]> PAPER = new LinkedHashMap<>();

  static {
    String[] rules = {"ottt", "ostl", "bptt", "otpe", "approx-otpe", "f-otpe", "f-approx-otpe"};
    double none = Double.NaN;
    put(
        "128-128", rules, 64.3, 66.7, 66.7, 68.5, 73.9, none, 72.5, 73.6, 67.0, 69.8, none, 73.3,
        none, 71.2);
    put(
        "512-512", rules, 70.5, 71.2, 70.5, 70.6, 78.1, none, 75.2, 75.4, 71.2, 71.8, none, 75.3,
        none, 71.5);
    put(
        "512-512-512-512",
        rules,
        63.5,
        66.2,
        63.9,
        67.2,
        77.7,
        none,
        76.4,
        76.7,
        74.3,
        76.7,
        none,
        74.1,
        none,
        72.6);
  }

  private static void put(String size, String[] rules, double... values) {
    for (int r = 0; r < rules.length; r++) {
      PAPER.put(size + " " + rules[r], new double[] {values[2 * r], values[2 * r + 1]});
    }
  }

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    PlanResults offline = results.get("shd-offline");
    PlanResults online = results.get("shd-online");
    LinkedHashSet<String> sizes = new LinkedHashSet<>(offline.values(Setting.LAYERS));
    sizes.addAll(online.values(Setting.LAYERS));
    for (String size : sizes) {
      PlanResults off = offline.where(Setting.LAYERS, size);
      PlanResults on = online.where(Setting.LAYERS, size);
      sheet.page().heading(name(size));
      sheet.page().table(table(size, off, on));
      sheet.figure(
          List.of(
              AccuracyBars.of("Test accuracy offline", off),
              AccuracyBars.of("Test accuracy online", on)),
          "Test accuracy with the weights that were best on validation data; bars are means over"
              + " seeds with one standard deviation.");
      pattern(sheet, off, on);
    }
    List<String> other =
        List.of("128-128", "512-512", "512-512-512-512").stream()
            .filter(size -> !sizes.contains(size))
            .map(TableTwoContent::name)
            .toList();
    if (!other.isEmpty()) {
      sheet
          .page()
          .paragraph(
              "Not run at this scale: "
                  + String.join("; ", other)
                  + ". The plans hold them at full scale.");
    }
  }

  private static String name(String layers) {
    String[] sizes = layers.split("-");
    return "Layers " + (sizes.length + 1) + " × " + sizes[0] + " (hidden " + layers + ")";
  }

  private static Table table(String size, PlanResults offline, PlanResults online) {
    List<List<String>> rows = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      double[] paper = PAPER.get(size + " " + rule);
      PlanResults off = offline.where(Setting.RULE, rule);
      PlanResults on = online.where(Setting.RULE, rule);
      if (paper == null && off.isEmpty() && on.isEmpty()) {
        continue;
      }
      double[] values = paper == null ? new double[] {Double.NaN, Double.NaN} : paper;
      rows.add(
          List.of(
              RuleNames.of(rule),
              Texts.fixed(values[0], 1),
              Texts.percent(off.values("test_accuracy")),
              Texts.fixed(values[1], 1),
              Texts.percent(on.values("test_accuracy"))));
    }
    return new Table(
        List.of("rule", "paper offline %", "ours offline %", "paper online %", "ours online %"),
        rows);
  }

  /** The paper's pattern, and whether it is there. */
  private static void pattern(Sheet sheet, PlanResults offline, PlanResults online) {
    List<String> parts = new ArrayList<>();
    compare(parts, "offline, OTPE above OSTL", offline, "otpe", "ostl");
    compare(parts, "offline, OTPE above OTTT", offline, "otpe", "ottt");
    compare(parts, "offline, BPTT above OTPE", offline, "bptt", "otpe");
    compare(parts, "online, OTPE above OSTL", online, "otpe", "ostl");
    compare(parts, "online, OTPE above OTTT", online, "otpe", "ottt");
    compare(parts, "online, F-OTPE above OTTT", online, "f-otpe", "ottt");
    sheet
        .page()
        .paragraph(
            "The paper's pattern here, decided where the difference is more than its standard"
                + " deviation over seeds: "
                + String.join("; ", parts)
                + ".");
    double[] filtered = online.where(Setting.RULE, "f-otpe").values("test_accuracy");
    if (filtered.length > 0 && AccuracyBars.mean(filtered) < NOTHING_LEARNED) {
      sheet
          .page()
          .paragraph(
              "F-OTPE learns nothing at this learning rate. It needs a smaller one than the other"
                  + " rules, see figure 8 and table 3; in the paper's table 3 it has 6.5 % at"
                  + " 0.001 and 36.1 % at 0.0001, the best of all rules there.");
    }
  }

  private static void compare(
      List<String> parts, String claim, PlanResults results, String high, String low) {
    double[] above = results.where(Setting.RULE, high).values("test_accuracy");
    double[] below = results.where(Setting.RULE, low).values("test_accuracy");
    if (above.length > 0 && below.length > 0) {
      double difference = AccuracyBars.mean(above) - AccuracyBars.mean(below);
      double spread = Math.hypot(AccuracyBars.deviation(above), AccuracyBars.deviation(below));
      // With one seed the spread is not known, and nothing is decided.
      String verdict =
          !(Math.abs(difference) > spread) ? "not decided" : difference > 0 ? "yes" : "NO";
      parts.add(
          claim
              + ": "
              + verdict
              + " ("
              + Texts.fixed(100 * AccuracyBars.mean(above), 1)
              + " against "
              + Texts.fixed(100 * AccuracyBars.mean(below), 1)
              + ")");
    }
  }
}
