package io.afterspike.bench.step;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.MemoryLevel;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.limits.WorkCount;
import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.engine.MemoryEstimate;
import io.afterspike.engine.TraceForm;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code bench step} says.
 *
 * @param where where it was measured
 * @param engine the engine's name
 * @param data the work
 * @param results the sides
 * @param limits the machine's limits, by number of threads
 * @param gpu the GPU's limits; empty if none was looked into
 */
public record StepReport(
    Surroundings where,
    String engine,
    StepData data,
    List<StepResult> results,
    Map<Integer, MachineLimits> limits,
    Optional<CudaLimits> gpu) {
  /** Operations that take less of the time are summed up. */
  private static final double LEAST_SHARE = 0.005;

  private static final String NOTE = ", a sequence launch by launch:";

  /** Copies the lists. */
  public StepReport {
    results = List.copyOf(results);
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
  }

  /**
   * Text for people.
   *
   * @param detail whether operations are told apart by the sizes of their operands
   */
  public String text(boolean detail) {
    StringBuilder text = new StringBuilder();
    text.append(data.work()).append("; input density ").append(percent(data.inputDensity()));
    text.append(", layers spike at ");
    List<String> rates = new ArrayList<>();
    for (double rate : data.rates()) {
      rates.add(percent(rate));
    }
    text.append(String.join(", ", rates)).append("\n").append(where).append("\n\n");
    text.append(TextTable.of(times()));
    for (MachineLimits limit : limits.values()) {
      text.append("\n").append(line(limit)).append("\n");
    }
    gpu.ifPresent(limit -> text.append("\n").append(TextTable.of(LaunchReport.limits(limit))));
    for (StepResult result : results) {
      if (!result.launches().isEmpty()) {
        text.append("\n").append(named(result)).append(NOTE).append("\n");
        text.append(TextTable.of(LaunchReport.breakdown(result, gpu.orElseThrow(), detail)));
      }
      if (result.brokenDown() > 0) {
        text.append("\n").append(named(result)).append("\n");
        if (result.fused()) {
          text.append("  the engine runs a network of its own: this is the composed one\n");
        }
        text.append(TextTable.of(breakdown(result, detail)));
      }
    }
    return text.toString();
  }

  private static String named(StepResult result) {
    boolean chosen = result.subject().form() == TraceForm.AUTO && !result.form().isEmpty();
    return result.subject() + (chosen ? " (" + result.form() + ")" : "");
  }

  private static String percent(double share) {
    return NumberText.percent(share);
  }

  /** The times and where they go, as Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(data.work()).append(".\n").append(where).append(".\n\n");
    text.append(MarkdownTable.of(times()));
    for (MachineLimits limit : limits.values()) {
      text.append("\n").append(line(limit)).append("\n");
    }
    gpu.ifPresent(limit -> text.append("\n").append(MarkdownTable.of(LaunchReport.limits(limit))));
    for (StepResult result : results) {
      if (!result.launches().isEmpty()) {
        text.append("\n").append(named(result)).append(NOTE).append("\n\n");
        text.append(MarkdownTable.of(LaunchReport.breakdown(result, gpu.orElseThrow(), false)));
      }
      if (result.brokenDown() > 0) {
        text.append("\n").append(result.subject());
        text.append(result.fused() ? " (composed):\n\n" : ":\n\n");
        text.append(MarkdownTable.of(breakdown(result, false)));
      }
    }
    return text.toString();
  }

  private Table times() {
    List<List<String>> rows = new ArrayList<>();
    StepResult first = results.get(0);
    for (StepResult result : results) {
      StepSubject subject = result.subject();
      rows.add(
          List.of(
              subject.rule().label(),
              subject.mode().toString(),
              result.form().isEmpty() ? "-" : result.form(),
              String.valueOf(subject.threads()),
              NumberText.significant(result.min(), 4),
              NumberText.significant(result.median(), 4),
              NumberText.significant(result.median() / data.work().steps(), 3),
              NumberText.fixed(result.ratioTo(first), 2),
              MemoryEstimate.readable(Math.max(0, result.stateBytes())),
              NumberText.significant(result.loss(), 6)));
    }
    List<String> header =
        List.of(
            "rule",
            "mode",
            "form",
            "threads",
            "min ms",
            "median ms",
            "ms/step",
            "to first",
            "memory",
            "loss");
    return new Table(header, rows);
  }

  /** A line on the limits of some threads. */
  public static String line(MachineLimits limit) {
    StringBuilder line = new StringBuilder();
    line.append("limits, ").append(limit.threads());
    line.append(limit.threads() == 1 ? " thread: " : " threads: ");
    line.append(NumberText.significant(limit.flops() * 1e-9, 3)).append(" Gflop/s; read/update");
    for (MemoryLevel level : MemoryLevel.values()) {
      line.append(" ").append(level.label()).append(" ");
      line.append(NumberText.significant(limit.read().get(level) * 1e-9, 3)).append("/");
      line.append(NumberText.significant(limit.update().get(level) * 1e-9, 3));
    }
    return line.append(" GB/s").toString();
  }

  private Table breakdown(StepResult result, boolean detail) {
    MachineLimits limit = limits.get(result.subject().threads());
    List<OperationTally.Row> all = detail ? result.breakdown() : merged(result.breakdown());
    double total = all.stream().mapToLong(OperationTally.Row::nanos).sum();
    List<List<String>> rows = new ArrayList<>();
    double rest = 0;
    for (OperationTally.Row row : all) {
      if (row.nanos() < LEAST_SHARE * total) {
        rest += row.nanos();
        continue;
      }
      WorkCount work = row.work();
      double seconds = row.nanos() * 1e-9 / row.calls();
      boolean known = work.bytes() > 0;
      rows.add(
          List.of(
              row.operation(),
              row.operands(),
              String.valueOf(row.calls() / result.brokenDown()),
              NumberText.significant(row.nanos() * 1e-6 / result.brokenDown(), 3),
              percent(row.nanos() / total),
              known ? NumberText.significant(work.flops() / seconds * 1e-9, 3) : "",
              known ? NumberText.significant(work.bytes() / seconds * 1e-9, 3) : "",
              known ? limit.limiting(work) : "",
              known ? percent(limit.leastSeconds(work) / seconds) : ""));
    }
    double per = 1e-6 / result.brokenDown();
    rows.add(row("others", rest * per, rest / total));
    rows.add(row("sum", total * per, 1));
    List<String> header =
        List.of(
            "operation",
            "operands",
            "calls",
            "ms",
            "share",
            "Gflop/s",
            "GB/s",
            "limit",
            "of limit");
    return new Table(header, rows);
  }

  private static List<String> row(String name, double millis, double share) {
    return List.of(name, "", "", NumberText.significant(millis, 3), percent(share), "", "", "", "");
  }

  /** Rows of one operation put together, where the limit is that of the average call. */
  static List<OperationTally.Row> merged(List<OperationTally.Row> rows) {
    Map<String, OperationTally.Row> byName = new LinkedHashMap<>();
    for (OperationTally.Row row : rows) {
      byName.merge(row.operation(), row, StepReport::merged);
    }
    List<OperationTally.Row> merged = new ArrayList<>(byName.values());
    merged.sort((a, b) -> Long.compare(b.nanos(), a.nanos()));
    return merged;
  }

  private static OperationTally.Row merged(OperationTally.Row a, OperationTally.Row b) {
    long calls = a.calls() + b.calls();
    WorkCount average =
        new WorkCount(
            (a.work().flops() * a.calls() + b.work().flops() * b.calls()) / calls,
            (a.work().readBytes() * a.calls() + b.work().readBytes() * b.calls()) / calls,
            (a.work().updatedBytes() * a.calls() + b.work().updatedBytes() * b.calls()) / calls);
    String operands = a.operands().equals(b.operands()) ? a.operands() : "";
    return new OperationTally.Row(a.operation(), operands, calls, a.nanos() + b.nanos(), average);
  }

  /** One JSON object for scripts; times in milliseconds, rates a second. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      write(json, where);
      write(json, data);
      json.writeStringProperty("engine", engine);
      json.writeNumberProperty("peakMemory", JavaMemory.peak());
      json.writeArrayPropertyStart("limits");
      limits.values().forEach(limit -> write(json, limit));
      json.writeEndArray();
      gpu.ifPresent(limit -> LaunchReport.write(json, limit));
      json.writeArrayPropertyStart("sides");
      results.forEach(result -> write(json, result));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Surroundings where) {
    json.writeObjectPropertyStart("environment");
    json.writeStringProperty("processor", where.processor());
    json.writeNumberProperty("processors", where.processors());
    json.writeStringProperty("system", where.system());
    json.writeStringProperty("java", where.java());
    json.writeNumberProperty("vectorBits", where.vectorBits());
    json.writeStringProperty("accelerator", where.accelerator());
    json.writeNumberProperty("load", where.load());
    json.writeEndObject();
  }

  static void write(JsonGenerator json, StepData data) {
    StepWork work = data.work();
    json.writeObjectPropertyStart("work");
    json.writeStringProperty("layers", work.layers());
    json.writeNumberProperty("batch", work.batch());
    json.writeNumberProperty("steps", work.steps());
    json.writeStringProperty("input", work.input().label());
    json.writeNumberProperty("density", data.inputDensity());
    numbers(json, "rates", data.rates());
    json.writeNumberProperty("seed", work.seed());
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, double[] values) {
    json.writeArrayPropertyStart(name);
    for (double value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, MachineLimits limit) {
    json.writeStartObject();
    json.writeNumberProperty("threads", limit.threads());
    json.writeNumberProperty("flops", limit.flops());
    for (MemoryLevel level : MemoryLevel.values()) {
      json.writeNumberProperty("read" + level.label(), limit.read().get(level));
      json.writeNumberProperty("update" + level.label(), limit.update().get(level));
    }
    json.writeEndObject();
  }

  private void write(JsonGenerator json, StepResult result) {
    StepSubject subject = result.subject();
    json.writeStartObject();
    json.writeStringProperty("rule", subject.rule().label());
    json.writeStringProperty("mode", subject.mode().toString());
    json.writeStringProperty("form", result.form());
    json.writeNumberProperty("threads", subject.threads());
    json.writeNumberProperty("min", result.min());
    json.writeNumberProperty("median", result.median());
    json.writeNumberProperty("ratioToFirst", result.ratioTo(results.get(0)));
    json.writeNumberProperty("memory", result.stateBytes());
    json.writeNumberProperty("loss", result.loss());
    numbers(json, "rounds", result.millis());
    json.writeBooleanProperty("fused", result.fused());
    json.writeArrayPropertyStart("operations");
    for (OperationTally.Row row : result.breakdown()) {
      double seconds = row.nanos() * 1e-9 / row.calls();
      json.writeStartObject();
      json.writeStringProperty("operation", row.operation());
      json.writeStringProperty("operands", row.operands());
      json.writeNumberProperty("calls", row.calls() / result.brokenDown());
      json.writeNumberProperty("millis", row.nanos() * 1e-6 / result.brokenDown());
      json.writeNumberProperty("flops", row.work().flops());
      json.writeNumberProperty("bytes", row.work().bytes());
      if (row.work().bytes() > 0) {
        MachineLimits limit = limits.get(subject.threads());
        json.writeStringProperty("limit", limit.limiting(row.work()));
        json.writeNumberProperty("ofLimit", limit.leastSeconds(row.work()) / seconds);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    gpu.ifPresent(limit -> LaunchReport.write(json, result, limit));
    json.writeEndObject();
  }
}
