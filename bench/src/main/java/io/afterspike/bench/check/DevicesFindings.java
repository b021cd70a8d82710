package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.List;

/** What {@code devices --json} says. */
final class DevicesFindings {
  private DevicesFindings() {}

  static Findings of(JsonObject json) {
    List<List<String>> rows = new ArrayList<>();
    List<String> available = new ArrayList<>();
    for (JsonObject engine : json.objects("engines")) {
      boolean here = engine.flag("available");
      rows.add(List.of(engine.text("name"), here ? "yes" : "no", engine.text("text")));
      if (here) {
        available.add(engine.text("name"));
      }
    }
    return new Findings(
        "engines " + String.join(", ", available),
        List.of(new Table(List.of("engine", "runs", "what it is, or why not"), rows)),
        List.of());
  }

  /** Why an engine cannot run here; empty if it can. */
  static String reason(JsonObject json, String name) {
    for (JsonObject engine : json.objects("engines")) {
      if (engine.text("name").equals(name)) {
        return engine.flag("available") ? "" : engine.text("text");
      }
    }
    return "not known to this program";
  }
}
