package io.afterspike.bench.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of a study, found by what they are of. */
final class StudyTable {
  private record Key(StudyDevice device, StudyLine line, StudyPoint point) {}

  private final Study study;
  private final Map<Key, StudyRow> rows = new LinkedHashMap<>();

  StudyTable(Study study) {
    this.study = study;
    for (StudyRow row : study.rows()) {
      rows.put(new Key(StudyDevice.of(row), row.line(), row.cell().point()), row);
    }
  }

  Study study() {
    return study;
  }

  /** The row, or null. */
  StudyRow row(StudyDevice device, StudyLine line, StudyPoint point) {
    return rows.get(new Key(device, line, point));
  }

  /** The median time, or NaN. */
  double millis(StudyDevice device, StudyLine line, StudyPoint point) {
    StudyRow row = row(device, line, point);
    return row == null ? Double.NaN : row.median();
  }

  StudyMachine machine(StudyDevice device) {
    return study.machines().stream()
        .filter(machine -> machine.name().equals(device.machine()))
        .findFirst()
        .orElseThrow();
  }

  StudyPoint base(StudyDevice device) {
    return machine(device).base();
  }

  /** All devices but those in processes of their own. */
  List<StudyDevice> devices() {
    return all().stream().filter(device -> !device.apart()).toList();
  }

  /** The devices of one machine that ran in this process, or those that ran in their own. */
  List<StudyDevice> devices(StudyMachine machine, boolean apart) {
    return all().stream()
        .filter(d -> d.machine().equals(machine.name()) && d.apart() == apart)
        .toList();
  }

  private List<StudyDevice> all() {
    LinkedHashSet<StudyDevice> devices = new LinkedHashSet<>();
    rows.keySet().forEach(key -> devices.add(key.device()));
    return List.copyOf(devices);
  }

  /** Of each engine of each machine the device with the most threads. */
  List<StudyDevice> main() {
    Map<String, StudyDevice> most = new LinkedHashMap<>();
    for (StudyDevice device : devices()) {
      most.merge(
          device.machine() + "\n" + device.engine(),
          device,
          (a, b) -> b.threads() > a.threads() ? b : a);
    }
    return List.copyOf(most.values());
  }

  /** The lines that a device has. */
  List<StudyLine> lines(StudyDevice device) {
    LinkedHashSet<StudyLine> lines = new LinkedHashSet<>();
    rows.keySet().stream().filter(k -> k.device().equals(device)).forEach(k -> lines.add(k.line()));
    return List.copyOf(lines);
  }

  /** The values of an axis at which a device was measured, all else as {@code base} says. */
  List<Double> values(StudyDevice device, StudyAxis axis, Predicate<StudyPoint> others) {
    return rows.keySet().stream()
        .filter(key -> key.device().equals(device) && others.test(key.point()))
        .map(key -> key.point().get(axis))
        .distinct()
        .sorted()
        .toList();
  }

  /** Points that equal {@code base} but for some axes. */
  static Predicate<StudyPoint> around(StudyPoint base, StudyAxis... free) {
    List<StudyAxis> fixed = new ArrayList<>(List.of(StudyAxis.values()));
    fixed.removeAll(List.of(free));
    return point -> fixed.stream().allMatch(axis -> point.get(axis) == base.get(axis));
  }

  /** A device's name, with its machine's if there are several. */
  String name(StudyDevice device) {
    return device.label() + (study.machines().size() > 1 ? " on " + device.machine() : "");
  }
}
