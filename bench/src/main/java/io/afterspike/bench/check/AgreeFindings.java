package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code agree --json} says. */
final class AgreeFindings {
  private AgreeFindings() {}

  static Findings of(JsonObject json) {
    // By operation or rule: runs, elements, differing elements, over all engines and machines.
    Map<String, long[]> groups = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (JsonObject row : json.objects("rows")) {
      long differing = row.whole("differing");
      long[] sums = groups.computeIfAbsent(row.text("group"), group -> new long[3]);
      sums[0] += row.whole("cases");
      sums[1] += row.whole("elements");
      sums[2] += differing;
      if (differing > 0) {
        problems.add(
            "%s, %s: %s differ: %s; first %s"
                .formatted(
                    row.text("group"),
                    row.text("subject"),
                    NumberText.count(differing),
                    row.text("ulps"),
                    row.text("first")));
      }
    }
    problems.addAll(json.texts("problems"));
    String summary =
        "%s cases, %s elements, %s differ"
            .formatted(
                NumberText.count(json.whole("cases")),
                NumberText.count(json.whole("elements")),
                NumberText.count(json.whole("differing")));
    List<List<String>> rows = new ArrayList<>();
    groups.forEach(
        (group, sums) -> {
          List<String> cells = new ArrayList<>(List.of(group));
          Arrays.stream(sums).mapToObj(NumberText::count).forEach(cells::add);
          rows.add(cells);
        });
    List<String> header = List.of("operation or rule", "runs", "elements", "differ");
    return new Findings(summary, List.of(new Table(header, rows)), problems);
  }
}
