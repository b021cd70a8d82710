package io.afterspike.bench.study;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.SimdEngine;
import io.afterspike.engine.TraceForm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a study measures. Its base is the middle value of every axis, the later one of two; around
 * it lie the plane of all widths and batches, and a line along each other axis.
 *
 * @param axes the values of each axis, ascending
 * @param rules the learning rules
 * @param forms how matrix traces are kept
 * @param engines the names of the engines
 * @param threads the numbers of threads of engines that have some, ascending
 * @param bits the widths of vectors; the first is this process's, the others are compared with it
 *     at the base only
 * @param full whether all combinations of all axes are measured
 * @param pace how long
 */
public record StudyGrid(
    Map<StudyAxis, List<Double>> axes,
    List<LearningRule> rules,
    List<TraceForm> forms,
    List<String> engines,
    List<Integer> threads,
    List<Integer> bits,
    boolean full,
    StudyPace pace) {
  /** Checks the values of the axes and copies everything. */
  public StudyGrid {
    Map<StudyAxis, List<Double>> checked = new EnumMap<>(StudyAxis.class);
    for (StudyAxis axis : StudyAxis.values()) {
      checked.put(axis, axis.checked(axes.get(axis)));
    }
    axes = checked;
    rules = List.copyOf(new LinkedHashSet<>(rules));
    forms = List.copyOf(new LinkedHashSet<>(forms));
    engines = List.copyOf(new LinkedHashSet<>(engines));
    threads = threads.stream().sorted().distinct().toList();
    bits = List.copyOf(new LinkedHashSet<>(bits));
  }

  /** The work in the middle. */
  public StudyPoint base() {
    StudyPoint point = new StudyPoint(1, 1, 1, 0.1, 1);
    for (StudyAxis axis : StudyAxis.values()) {
      List<Double> values = axes.get(axis);
      point = point.with(axis, values.get(values.size() / 2));
    }
    return point;
  }

  /** All cells in the order they are measured: the base, the plane, the lines, the vectors. */
  public List<StudyCell> cells() {
    Set<StudyPoint> points = new LinkedHashSet<>(List.of(base()));
    points.addAll(product(List.of(base()), StudyAxis.WIDTH, StudyAxis.BATCH));
    for (StudyAxis axis : List.of(StudyAxis.STEPS, StudyAxis.DENSITY, StudyAxis.DEPTH)) {
      points.addAll(product(List.of(base()), axis));
    }
    if (full) {
      points.addAll(product(List.of(base()), StudyAxis.values()));
    }
    List<StudyCell> cells = new ArrayList<>();
    for (StudyPoint point : points) {
      for (LearningRule rule : rules) {
        cells.add(new StudyCell(point, rule, false));
      }
    }
    if (bits.size() > 1) {
      rules.forEach(rule -> cells.add(new StudyCell(base(), rule, true)));
    }
    return cells;
  }

  private List<StudyPoint> product(List<StudyPoint> points, StudyAxis... over) {
    List<StudyPoint> product = points;
    for (StudyAxis axis : over) {
      List<StudyPoint> next = new ArrayList<>();
      for (StudyPoint point : product) {
        axes.get(axis).forEach(value -> next.add(point.with(axis, value)));
      }
      product = next;
    }
    return product;
  }

  /** The sides of a cell in the order they take turns. */
  public List<StudySide> sides(StudyCell cell) {
    List<StudySide> sides = new ArrayList<>();
    boolean hasForms =
        new StudySide(SimdEngine.NAME, TraceForm.AUTO, 1, 0, false).subject(cell).hasForms();
    for (TraceForm form : hasForms ? forms : List.of(TraceForm.AUTO)) {
      if (cell.widths()) {
        for (int width : bits) {
          sides.add(new StudySide(SimdEngine.NAME, form, threads.getLast(), width, true));
        }
      } else {
        engines.forEach(engine -> add(sides, engine, form));
      }
    }
    return sides;
  }

  private void add(List<StudySide> sides, String engine, TraceForm form) {
    if (engine.equals(SimdEngine.NAME)) {
      for (int count : threads) {
        sides.add(new StudySide(engine, form, count, bits.get(0), false));
      }
    } else {
      sides.add(new StudySide(engine, form, 1, 0, false));
    }
  }

  /** What another run must agree in to go on with this study. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    axes.forEach((axis, values) -> json.put(axis.label(), List.copyOf(values)));
    json.put("rules", rules.stream().map(LearningRule::label).toList());
    json.put("forms", forms.stream().map(TraceForm::label).toList());
    json.put("engines", engines);
    json.put("threads", threads.stream().map(Integer::doubleValue).toList());
    json.put("bits", bits.stream().map(Integer::doubleValue).toList());
    json.put("full", full);
    json.put("warmSeconds", pace.warmSeconds());
    json.put("cellSeconds", pace.cellSeconds());
    json.put("leastRounds", (double) pace.leastRounds());
    json.put("mostRounds", (double) pace.mostRounds());
    return json;
  }
}
