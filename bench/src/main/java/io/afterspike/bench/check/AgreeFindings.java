package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.List;

/** What {@code agree --json} says. */
final class AgreeFindings {
  private AgreeFindings() {}

  static Findings of(JsonObject json) {
    List<List<String>> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (JsonObject row : json.objects("rows")) {
      long differing = row.whole("differing");
      rows.add(
          List.of(
              row.text("group"),
              row.text("subject"),
              NumberText.count(row.whole("cases")),
              NumberText.count(row.whole("elements")),
              NumberText.count(differing)));
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
    List<String> header = List.of("operation or rule", "engine", "cases", "elements", "differ");
    return new Findings(summary, List.of(new Table(header, rows)), problems);
  }
}
