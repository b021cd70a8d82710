package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.BarChart;
import io.afterspike.bench.report.Bars;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.engine.MemoryEstimate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What was measured at the base, and the spikes there were. */
final class BaseTables {
  private final StudyTable table;

  BaseTables(StudyTable table) {
    this.table = table;
  }

  /** Time, work, and share of the limits of each rule on a device. */
  Table rules(StudyDevice device) {
    List<List<String>> rows = new ArrayList<>();
    for (StudyLine line : table.lines(device)) {
      StudyRow row = table.row(device, line, table.base(device));
      if (row != null) {
        double seconds = row.median() * 1e-3;
        rows.add(
            List.of(
                line.label(),
                number(row.min()),
                number(row.median()),
                number(row.stepMillis() * 1e3),
                number(row.flops() * 1e-6),
                number(row.bytes() * 1e-6),
                number(row.flops() / seconds * 1e-9),
                number(row.bytes() / seconds * 1e-9),
                Double.isNaN(row.shareOfLimit()) ? "" : NumberText.percent(row.shareOfLimit()),
                state(row)));
      }
    }
    return new Table(
        List.of(
            "rule",
            "min ms",
            "median ms",
            "µs a step",
            "Mflop",
            "MB",
            "Gflop/s",
            "GB/s",
            "of limit",
            "memory"),
        rows);
  }

  private static String state(StudyRow row) {
    return Double.isNaN(row.stateBytes()) ? "" : MemoryEstimate.readable((long) row.stateBytes());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : NumberText.significant(value, 3);
  }

  /**
   * Every engine and number of threads of a machine, or every width of vectors, against the first.
   */
  Table sides(StudyMachine machine, boolean apart) {
    List<StudyDevice> devices = table.devices(machine, apart);
    LinkedHashSet<StudyLine> lines = new LinkedHashSet<>();
    devices.forEach(device -> lines.addAll(table.lines(device)));
    List<List<String>> rows = new ArrayList<>();
    for (StudyLine line : lines) {
      double first = Double.NaN;
      for (StudyDevice device : devices) {
        StudyRow row = table.row(device, line, machine.base());
        if (row != null) {
          first = Double.isNaN(first) ? row.median() : first;
          rows.add(
              List.of(
                  line.label(),
                  device.engine(),
                  device.isGpu() ? "" : String.valueOf(device.threads()),
                  device.bits() == 0 ? "" : String.valueOf(device.bits()),
                  number(row.min()),
                  number(row.median()),
                  NumberText.fixed(first / row.median(), 2)));
        }
      }
    }
    return new Table(
        List.of("rule", "engine", "threads", "bits", "min ms", "median ms", "times as fast"), rows);
  }

  /** The memory of each rule, measured and as the formulas say; empty without a rule. */
  Optional<BarChart> memory(StudyDevice device) {
    List<StudyRow> rows = new ArrayList<>();
    for (StudyLine line : table.lines(device)) {
      StudyRow row = table.row(device, line, table.base(device));
      if (row != null) {
        rows.add(row);
      }
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BarChart(
            "Memory of the network, " + table.name(device),
            Axis.linear("megabytes"),
            rows.stream().map(row -> row.line().label()).toList(),
            List.of(
                bars("measured", rows, StudyRow::stateBytes),
                bars("by the formulas", rows, StudyRow::formulaBytes))));
  }

  private static Bars bars(String name, List<StudyRow> rows, ToDoubleFunction<StudyRow> bytes) {
    return Bars.of(name, rows.stream().mapToDouble(bytes).map(value -> value * 1e-6).toArray());
  }

  /** The share of inputs and of neurons that spiked, along the axis of density. */
  Table densities(StudyDevice device) {
    StudyPoint base = table.base(device);
    List<Double> asked =
        table.values(device, StudyAxis.DENSITY, StudyTable.around(base, StudyAxis.DENSITY));
    List<List<String>> rows = new ArrayList<>();
    for (StudyLine line : table.lines(device)) {
      for (double density : new TreeSet<>(asked)) {
        StudyRow row = table.row(device, line, base.with(StudyAxis.DENSITY, density));
        if (row != null) {
          rows.add(
              List.of(
                  line.label(),
                  Json.text(density),
                  NumberText.percent(row.inputDensity()),
                  NumberText.percent(row.spikeDensity()),
                  number(row.flops() * 1e-6),
                  number(row.median())));
        }
      }
    }
    return new Table(
        List.of("rule", "asked for", "input", "hidden neurons", "Mflop", "median ms"), rows);
  }
}
