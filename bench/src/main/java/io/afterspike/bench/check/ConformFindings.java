package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.List;

/** What {@code conform --json} says. */
final class ConformFindings {
  private ConformFindings() {}

  static Findings of(JsonObject json) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonObject quantity : json.objects("quantities")) {
      boolean exact = quantity.flag("exact");
      rows.add(
          List.of(
              quantity.text("family"),
              quantity.text("quantity"),
              NumberText.count(quantity.whole("checks")),
              error(quantity.number("error"), exact),
              exact ? "" : NumberText.significant(quantity.number("limit"), 3),
              NumberText.count(quantity.whole("failed"))));
    }
    List<String> problems = new ArrayList<>();
    for (JsonObject result : json.objects("results")) {
      if (result.text("verdict").equals("failed")) {
        problems.add(
            String.join(" ", result.text("case"), result.text("quantity"), result.text("array"))
                + ": error "
                + NumberText.significant(result.number("error"), 3)
                + ", limit "
                + NumberText.significant(result.number("limit"), 3)
                + " "
                + result.text("remark"));
      }
    }
    String summary =
        NumberText.count(json.whole("checks"))
            + " checks, "
            + NumberText.count(json.whole("failed"))
            + " failed, "
            + NumberText.count(json.whole("not_checked"))
            + " not checked";
    List<String> header = List.of("", "quantity", "checks", "largest error", "its limit", "failed");
    return new Findings(summary, List.of(new Table(header, rows)), problems);
  }

  private static String error(double error, boolean exact) {
    if (exact) {
      return error == 0 ? "equal" : NumberText.count((long) error) + " differ";
    }
    return NumberText.significant(error, 3);
  }
}
