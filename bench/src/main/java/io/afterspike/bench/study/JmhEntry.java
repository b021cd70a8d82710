package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.ListStatistics;

/**
 * A {@link StudyRow} as an entry of a JMH result in JSON, so that programs for such results can
 * show it: mode {@code ss}, one sequence an operation, one iteration a round.
 */
final class JmhEntry {
  private static final String BENCHMARK = "io.afterspike.study.Sequence.";
  private static final String JMH = "1.37";
  private static final double CONFIDENCE = 0.999;
  private static final String OWN = "own";
  private static final String SHARED = "shared";
  private static final String NONE = "NaN";
  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  private JmhEntry() {}

  static Map<String, Object> of(StudyRow row, StudyMachine machine) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("jmhVersion", JMH);
    json.put("benchmark", BENCHMARK + row.cell().rule().label());
    json.put("mode", "ss");
    json.put("threads", row.side().threads());
    json.put("forks", 1);
    String java = machine.where().java();
    String version = java.substring(java.lastIndexOf(' ') + 1);
    json.put("jdkVersion", version);
    json.put("vmName", java.substring(0, Math.max(0, java.lastIndexOf(' '))));
    json.put("vmVersion", version);
    json.put("warmupIterations", 2);
    json.put("warmupTime", "single-shot");
    json.put("warmupBatchSize", 1);
    json.put("measurementIterations", row.millis().length);
    json.put("measurementTime", "single-shot");
    json.put("measurementBatchSize", 1);
    json.put("params", params(row));
    json.put("primaryMetric", primary(row.millis()));
    Map<String, Object> more = new LinkedHashMap<>();
    secondary(more, "medianTime", row.median(), "ms/op");
    secondary(more, "minTime", row.min(), "ms/op");
    secondary(more, "medianStepTime", row.stepMillis(), "ms/step");
    secondary(more, "flops", row.flops(), "flop/op");
    secondary(more, "bytes", row.bytes(), "B/op");
    secondary(more, "leastTime", row.leastMillis(), "ms/op");
    secondary(more, "shareOfLimit", row.shareOfLimit(), "1");
    secondary(more, "state", row.stateBytes(), "B");
    secondary(more, "stateFormula", row.formulaBytes(), "B");
    secondary(more, "inputDensity", row.inputDensity(), "1");
    secondary(more, "spikeDensity", row.spikeDensity(), "1");
    secondary(more, "loss", row.loss(), "nat");
    json.put("secondaryMetrics", more);
    return json;
  }

  private static Map<String, Object> params(StudyRow row) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("machine", row.machine());
    params.put("engine", row.side().engine());
    params.put("mode", row.cell().mode().toString());
    params.put("form", row.side().form().label());
    params.put("threads", String.valueOf(row.side().threads()));
    params.put("vectorBits", String.valueOf(row.side().bits()));
    params.put("process", row.side().apart() ? OWN : SHARED);
    for (StudyAxis axis : StudyAxis.values()) {
      params.put(axis.label(), Json.text(row.cell().point().get(axis)));
    }
    return params;
  }

  private static Map<String, Object> primary(double[] millis) {
    ListStatistics statistics = new ListStatistics(millis);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("score", statistics.getMean());
    json.put("scoreError", number(statistics.getMeanErrorAt(CONFIDENCE)));
    List<Object> interval = new ArrayList<>();
    for (double end : statistics.getConfidenceIntervalAt(CONFIDENCE)) {
      interval.add(number(end));
    }
    json.put("scoreConfidence", interval);
    Map<String, Object> percentiles = new LinkedHashMap<>();
    for (double each : PERCENTILES) {
      percentiles.put(Double.toString(each), statistics.getPercentile(each));
    }
    json.put("scorePercentiles", percentiles);
    json.put("scoreUnit", "ms/op");
    json.put("rawData", List.of(millis));
    return json;
  }

  /** As JMH writes it: what is not a number is a text. */
  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : NONE;
  }

  private static void secondary(
      Map<String, Object> metrics, String name, double value, String unit) {
    if (!Double.isFinite(value)) {
      return;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("score", value);
    json.put("scoreError", NONE);
    json.put("scoreConfidence", List.of(NONE, NONE));
    json.put("scorePercentiles", Map.of("50.0", value));
    json.put("scoreUnit", unit);
    json.put("rawData", List.of(new double[] {value}));
    metrics.put(name, json);
  }

  /**
   * The row of an entry.
   *
   * @throws IllegalArgumentException if it is not one of ours, naming what was expected
   */
  static StudyRow read(JsonObject json) {
    String benchmark = json.text("benchmark");
    if (!benchmark.startsWith(BENCHMARK)) {
      throw new IllegalArgumentException(
          "benchmark: expected " + BENCHMARK + "RULE, found '" + benchmark + "'");
    }
    JsonObject params = json.object("params");
    StudyPoint point = new StudyPoint(1, 1, 1, 0.1, 1);
    for (StudyAxis axis : StudyAxis.values()) {
      double value = number(params, axis.label());
      axis.checked(List.of(value));
      point = point.with(axis, value);
    }
    StudySide side =
        new StudySide(
            params.text("engine"),
            TraceForm.named(params.text("form")),
            (int) number(params, "threads"),
            (int) number(params, "vectorBits"),
            isApart(params.text("process")));
    JsonObject more = json.object("secondaryMetrics");
    return new StudyRow(
        params.text("machine"),
        new StudyCell(
            point, LearningRule.named(benchmark.substring(BENCHMARK.length())), side.apart()),
        side,
        rounds(json.object("primaryMetric")),
        metric(more, "flops"),
        metric(more, "bytes"),
        metric(more, "leastTime"),
        metric(more, "state"),
        metric(more, "inputDensity"),
        metric(more, "spikeDensity"),
        metric(more, "loss"));
  }

  private static boolean isApart(String process) {
    if (!process.equals(OWN) && !process.equals(SHARED)) {
      throw new IllegalArgumentException(
          "process: expected own or shared, found '" + process + "'");
    }
    return process.equals(OWN);
  }

  private static double number(JsonObject params, String name) {
    String text = params.text(name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": expected a number, found '" + text + "'", e);
    }
  }

  private static double metric(JsonObject metrics, String name) {
    return metrics.values().containsKey(name) ? metrics.object(name).number("score") : Double.NaN;
  }

  private static double[] rounds(JsonObject metric) {
    if (metric.values().get("rawData") instanceof List<?> forks
        && forks.size() == 1
        && forks.get(0) instanceof List<?> values
        && !values.isEmpty()
        && values.stream().allMatch(v -> v instanceof Double d && d > 0)) {
      return values.stream().mapToDouble(v -> (Double) v).toArray();
    }
    throw new IllegalArgumentException(
        "rawData: expected one list of times, found " + metric.values().get("rawData"));
  }
}
