package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.List;

/** What {@code bench step --json} says. */
final class StepFindings {
  private StepFindings() {}

  static Findings of(JsonObject json) {
    JsonObject work = json.object("work");
    double steps = work.number("steps");
    List<List<String>> rows = new ArrayList<>();
    for (JsonObject side : json.objects("sides")) {
      String form = side.text("form");
      rows.add(
          List.of(
              side.text("rule"),
              side.text("mode"),
              form.isEmpty() ? "-" : form,
              NumberText.significant(side.number("min"), 4),
              NumberText.significant(side.number("median"), 4),
              NumberText.significant(side.number("median") / steps, 3),
              NumberText.significant(side.number("loss"), 6)));
    }
    String summary =
        "%s, batch %d, %d steps: %d sides"
            .formatted(work.text("layers"), work.whole("batch"), work.whole("steps"), rows.size());
    List<String> header = List.of("rule", "mode", "form", "min ms", "median ms", "ms/step", "loss");
    return new Findings(summary, List.of(new Table(header, rows)), List.of());
  }
}
