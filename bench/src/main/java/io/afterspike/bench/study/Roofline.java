package io.afterspike.bench.study;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.MemoryLevel;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rules reach at the base, under what the device can do. */
final class Roofline {
  private static final double GIGA = 1e9;

  private Roofline() {}

  /** The picture of a device; empty if nothing was measured at the base or the limits are not. */
  static Optional<LineChart> of(StudyTable table, StudyDevice device) {
    StudyMachine machine = table.machine(device);
    double peak;
    Map<String, Double> memory = new LinkedHashMap<>();
    MachineLimits limits = machine.limits().get(device.threads());
    if (device.isGpu() && machine.gpu().isPresent()) {
      CudaLimits gpu = machine.gpu().get();
      peak = gpu.flops() / GIGA;
      memory.put("L2", gpu.l2Copy() / GIGA);
      memory.put("DRAM", gpu.copy() / GIGA);
    } else if (!device.isGpu() && limits != null) {
      peak = limits.flops() / GIGA;
      for (MemoryLevel level : MemoryLevel.values()) {
        memory.put(level.label(), limits.read().get(level) / GIGA);
      }
    } else {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (StudyLine line : table.lines(device)) {
      StudyRow row = table.row(device, line, table.base(device));
      if (row != null) {
        double intensity = row.flops() / row.bytes();
        low = Math.min(low, intensity);
        high = Math.max(high, intensity);
        double speed = row.flops() / row.median() * 1e3 / GIGA;
        double[] x = {intensity};
        series.add(Series.of(line.label(), x, new double[] {speed}).asPoints());
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    double slowest = memory.values().stream().mapToDouble(v -> v).min().orElseThrow();
    double from = low / 3;
    double to = Math.max(3 * high, 2 * peak / slowest);
    double[] ends = {from, to};
    String text = "multiply-adds " + NumberText.significant(peak, 3) + " Gflop/s";
    series.add(Series.of(text, ends, new double[] {peak, peak}).asGuide());
    memory.forEach((name, bandwidth) -> series.add(roof(name, bandwidth, peak, from)));
    String title = "Roofline of " + table.name(device);
    Axis x = Axis.logarithmic("operations a byte");
    return Optional.of(
        new LineChart(title, x, Axis.logarithmic("Gflop/s"), series).withSize(720, 460));
  }

  /** Up to where it meets the peak. */
  private static Series roof(String name, double bandwidth, double peak, double from) {
    double ridge = Math.max(from, peak / bandwidth);
    String text = name + " " + NumberText.significant(bandwidth, 3) + " GB/s";
    double[] y = {Math.min(peak, bandwidth * from), Math.min(peak, bandwidth * ridge)};
    return Series.of(text, new double[] {from, ridge}, y).asGuide();
  }
}
