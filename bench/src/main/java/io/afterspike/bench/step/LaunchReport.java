package io.afterspike.bench.step;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What {@code bench step} says about a GPU. */
final class LaunchReport {
  private LaunchReport() {}

  /** The time of a sequence in which the device did nothing of it; none if launches overlapped. */
  static double gaps(StepResult result) {
    return Math.max(0, result.median() * 1e-3 - launched(result));
  }

  private static double launched(StepResult result) {
    return result.launches().stream().mapToDouble(LaunchRow::seconds).sum();
  }

  /**
   * Where the time of a sequence goes.
   *
   * @param detail whether kernels are told apart by their sizes
   */
  static Table breakdown(StepResult result, CudaLimits limits, boolean detail) {
    double launched = launched(result);
    double all = launched + gaps(result);
    List<List<String>> rows = new ArrayList<>();
    for (LaunchRow row : detail ? result.launches() : LaunchRow.merged(result.launches())) {
      LaunchWork work = row.work();
      boolean known = row.isKnown();
      rows.add(
          List.of(
              row.kernel(),
              row.sizes(),
              NumberText.significant(row.launches(), 3),
              NumberText.significant(row.seconds() / row.launches() * 1e6, 3),
              NumberText.significant(row.seconds() * 1e3, 3),
              NumberText.percent(row.seconds() / all),
              known ? NumberText.significant(work.bytes() / row.seconds() * 1e-9, 3) : "",
              known ? NumberText.significant(work.flops() / row.seconds() * 1e-9, 3) : "",
              known ? row.limiting(limits) : "",
              known ? NumberText.percent(row.leastSeconds(limits) / row.seconds()) : ""));
    }
    double launches = result.launches().stream().mapToDouble(LaunchRow::launches).sum();
    rows.add(sum("launches", NumberText.significant(launches, 3), launched, all));
    rows.add(sum("gaps", "", gaps(result), all));
    List<String> header =
        List.of(
            "kernel",
            "sizes",
            "launches",
            "µs",
            "ms",
            "share",
            "GB/s",
            "Gflop/s",
            "limit",
            "of limit");
    return new Table(header, rows);
  }

  private static List<String> sum(String name, String launches, double seconds, double all) {
    String millis = NumberText.significant(seconds * 1e3, 3);
    return List.of(
        name, "", launches, "", millis, NumberText.percent(seconds / all), "", "", "", "");
  }

  /** What the device can do. */
  static Table limits(CudaLimits limits) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("multiply-adds in registers", limits.flops() * 1e-9, "Gflop/s"));
    rows.add(row("copy in memory, read and written", limits.copy() * 1e-9, "GB/s"));
    rows.add(row("copy within L2, read and written", limits.l2Copy() * 1e-9, "GB/s"));
    rows.add(row("upload from pinned memory", limits.upload() * 1e-9, "GB/s"));
    rows.add(row("download to pinned memory", limits.download() * 1e-9, "GB/s"));
    rows.add(row("a launch, on the host", limits.launchHost() * 1e6, "µs"));
    rows.add(row("a launch to the next, on the device", limits.launchDevice() * 1e6, "µs"));
    rows.add(row("the smallest launch between two marks", limits.launchTimed() * 1e6, "µs"));
    rows.add(row("a graph of 100 launches, on the host", limits.graphHost() * 1e6, "µs"));
    rows.add(row("a launch to the next within a graph", limits.graphNode() * 1e6, "µs"));
    return new Table(List.of("limit of the GPU", "measured", "unit"), rows);
  }

  private static List<String> row(String name, double value, String unit) {
    return List.of(name, NumberText.significant(value, 3), unit);
  }

  static void write(JsonGenerator json, CudaLimits limits) {
    json.writeObjectPropertyStart("gpuLimits");
    json.writeNumberProperty("l2Bytes", limits.l2Bytes());
    json.writeNumberProperty("flops", limits.flops());
    json.writeNumberProperty("copy", limits.copy());
    json.writeNumberProperty("l2Copy", limits.l2Copy());
    json.writeNumberProperty("upload", limits.upload());
    json.writeNumberProperty("download", limits.download());
    json.writeNumberProperty("launchHost", limits.launchHost());
    json.writeNumberProperty("launchDevice", limits.launchDevice());
    json.writeNumberProperty("launchTimed", limits.launchTimed());
    json.writeNumberProperty("graphHost", limits.graphHost());
    json.writeNumberProperty("graphNode", limits.graphNode());
    json.writeEndObject();
  }

  /** Each kernel by its sizes; nothing if no GPU was looked into. */
  static void write(JsonGenerator json, StepResult result, CudaLimits limits) {
    if (result.launches().isEmpty()) {
      return;
    }
    json.writeNumberProperty("gaps", gaps(result) * 1e3);
    json.writeArrayPropertyStart("launches");
    for (LaunchRow row : result.launches()) {
      json.writeStartObject();
      json.writeStringProperty("kernel", row.kernel());
      json.writeStringProperty("sizes", row.sizes());
      json.writeNumberProperty("launches", row.launches());
      json.writeNumberProperty("millis", row.seconds() * 1e3);
      json.writeNumberProperty("flops", row.work().flops());
      json.writeNumberProperty("bytes", row.work().bytes());
      if (row.isKnown()) {
        json.writeStringProperty("limit", row.limiting(limits));
        json.writeNumberProperty("ofLimit", row.leastSeconds(limits) / row.seconds());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
