package io.afterspike.bench.check;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.sweep.Version;
import java.util.List;

/** A check as a page. */
final class CheckPage {
  private static final int PROBLEMS_SHOWN = 20;

  private CheckPage() {}

  static HtmlPage of(CheckReport report) {
    HtmlPage page = new HtmlPage("Check of the engine " + report.engine());
    page.summary(report.summary() + ".");
    report.results().stream()
        .filter(result -> !result.passed())
        .forEach(failed -> page.warning(failed.part().title() + ": " + failed.summary()));
    page.table(report.table());
    page.heading("Environment").facts(environment(report.where()));
    report.results().forEach(result -> part(page, result));
    return page;
  }

  private static List<Fact> environment(Surroundings where) {
    return List.of(
        new Fact("Afterspike", Version.NUMBER),
        new Fact("processor", where.processor()),
        new Fact("processors", String.valueOf(where.processors())),
        new Fact("system", where.system()),
        new Fact("Java", where.java()),
        new Fact("vectors", where.vectorBits() + " bits"),
        new Fact("load at the start", NumberText.fixed(where.load(), 1)));
  }

  private static void part(HtmlPage page, PartResult result) {
    page.heading(result.part().title()).code(result.part().command());
    Findings findings = result.findings();
    if (findings == null) {
      page.warning(result.summary());
      if (!result.said().isEmpty()) {
        page.paragraph("The last that it said:").code(String.join("\n", result.said()));
      }
      return;
    }
    page.paragraph(result.summary());
    List<String> problems = findings.problems();
    if (!problems.isEmpty()) {
      int shown = Math.min(problems.size(), PROBLEMS_SHOWN);
      String more = shown < problems.size() ? "\nand " + (problems.size() - shown) + " more" : "";
      page.code(String.join("\n", problems.subList(0, shown)) + more);
    }
    findings.tables().forEach(page::table);
  }
}
