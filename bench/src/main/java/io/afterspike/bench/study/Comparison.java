package io.afterspike.bench.study;

import io.afterspike.engine.TraceForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Two ways to run the same rule: how many times as fast the second one is.
 *
 * @param title what is compared
 * @param name the name of the rule in it
 * @param first what the second is compared with
 * @param firstLine the first one's rule and form
 * @param second what may be faster
 * @param secondLine the second one's rule and form
 */
record Comparison(
    String title,
    String name,
    StudyDevice first,
    StudyLine firstLine,
    StudyDevice second,
    StudyLine secondLine) {
  /** The second one's speed as a multiple of the first one's; NaN where one was not measured. */
  double ratio(StudyTable table, StudyPoint point) {
    return table.millis(first, firstLine, point) / table.millis(second, secondLine, point);
  }

  /** The widths or batches at which both were measured. */
  List<Double> values(StudyTable table, StudyAxis axis) {
    var around = StudyTable.around(table.base(first), StudyAxis.WIDTH, StudyAxis.BATCH);
    List<Double> values = new ArrayList<>(table.values(first, axis, around));
    values.retainAll(table.values(second, axis, around));
    return values;
  }

  /** The point of a width and a batch in the plane around the base. */
  StudyPoint point(StudyTable table, double width, double batch) {
    return table.base(first).with(StudyAxis.WIDTH, width).with(StudyAxis.BATCH, batch);
  }

  /**
   * The batch from which on the second one is faster, at a width: 0 if it always was, infinite if
   * it was not at the largest batch, NaN if it was not measured. Between two batches that were
   * measured it is found in logarithms.
   */
  double breakEven(StudyTable table, double width) {
    List<Double> batches = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (double batch : values(table, StudyAxis.BATCH)) {
      double ratio = ratio(table, point(table, width, batch));
      if (ratio > 0) {
        batches.add(batch);
        ratios.add(ratio);
      }
    }
    if (ratios.isEmpty()) {
      return Double.NaN;
    }
    int k = ratios.size() - 1;
    if (ratios.get(k) < 1) {
      return Double.POSITIVE_INFINITY;
    }
    while (k > 0 && ratios.get(k - 1) >= 1) {
      k--;
    }
    if (k == 0) {
      return 0;
    }
    double below = Math.log(ratios.get(k - 1));
    double share = -below / (Math.log(ratios.get(k)) - below);
    double from = Math.log(batches.get(k - 1));
    return Math.exp(from + share * (Math.log(batches.get(k)) - from));
  }

  /** GPU against CPU. */
  static List<Comparison> gpu(StudyTable table) {
    List<Comparison> all = new ArrayList<>();
    for (StudyDevice gpu : table.main()) {
      for (StudyDevice cpu : table.main()) {
        if (gpu.isGpu() && !cpu.isGpu()) {
          String title = table.name(gpu) + " against " + table.name(cpu);
          for (StudyLine line : table.lines(gpu)) {
            all.add(new Comparison(title, line.label(), cpu, line, gpu, line));
          }
        }
      }
    }
    return all;
  }

  /** All threads against one. */
  static List<Comparison> threads(StudyTable table) {
    List<Comparison> all = new ArrayList<>();
    for (StudyDevice most : table.main()) {
      StudyDevice one = new StudyDevice(most.machine(), most.engine(), 1, most.bits(), false);
      if (most.threads() > 1 && table.devices().contains(one)) {
        String title = table.name(most) + " against 1 thread";
        for (StudyLine line : table.lines(most)) {
          all.add(new Comparison(title, line.label(), one, line, most, line));
        }
      }
    }
    return all;
  }

  /** The history form against the matrix form. */
  static List<Comparison> forms(StudyTable table) {
    List<Comparison> all = new ArrayList<>();
    for (StudyDevice device : table.main()) {
      String title = "history against matrix, " + table.name(device);
      List<StudyLine> lines = table.lines(device);
      for (StudyLine line : lines) {
        StudyLine matrix = new StudyLine(line.rule(), TraceForm.MATRIX);
        if (line.form() == TraceForm.HISTORY && lines.contains(matrix)) {
          all.add(new Comparison(title, line.rule().label(), device, matrix, device, line));
        }
      }
    }
    return all;
  }
}
