package io.afterspike.bench.check;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.sweep.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a check so far.
 *
 * @param engine the engine that is checked
 * @param where where it runs
 * @param parts all parts
 * @param results of the parts that have ended, in the same order
 */
public record CheckReport(
    String engine, Surroundings where, List<CheckPart> parts, List<PartResult> results) {
  /** Copies the lists. */
  public CheckReport {
    parts = List.copyOf(parts);
    results = List.copyOf(results);
  }

  /** Whether all parts have ended and passed. */
  public boolean passed() {
    return done() && results.stream().allMatch(PartResult::passed);
  }

  /** Whether all parts have ended. */
  boolean done() {
    return results.size() == parts.size();
  }

  /** How it stands, in one sentence. */
  public String summary() {
    long passed = results.stream().filter(PartResult::passed).count();
    double seconds = results.stream().mapToDouble(PartResult::seconds).sum();
    return "engine %s: %d of %d parts passed%s, %.0f s"
        .formatted(
            engine,
            passed,
            parts.size(),
            done() ? "" : ", " + (parts.size() - results.size()) + " have not ended",
            seconds);
  }

  /** The parts, how they ended and what they found. */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (PartResult result : results) {
      rows.add(
          List.of(
              result.part().name(),
              result.passed() ? "passed" : "FAILED",
              NumberText.fixed(result.seconds(), 1),
              result.summary()));
    }
    for (CheckPart part : parts.subList(results.size(), parts.size())) {
      rows.add(List.of(part.name(), "not ended", "", ""));
    }
    return new Table(List.of("part", "result", "seconds", ""), rows);
  }

  /** For scripts. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", Version.NUMBER);
    json.put("engine", engine);
    json.put("passed", passed());
    json.put("environment", where.toString());
    List<Object> list = new ArrayList<>();
    for (PartResult result : results) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", result.part().name());
      each.put("command", result.part().command());
      each.put("passed", result.passed());
      each.put("seconds", result.seconds());
      each.put("summary", result.summary());
      each.put("problems", result.findings() == null ? List.of() : result.findings().problems());
      list.add(each);
    }
    json.put("parts", list);
    return json;
  }
}
