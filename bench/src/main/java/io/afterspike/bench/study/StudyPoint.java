package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.step.InputKind;
import io.afterspike.bench.step.StepWork;
import java.util.ArrayList;
import java.util.List;

/**
 * A work of a study.
 *
 * @param width the inputs, and the neurons of each hidden layer
 * @param batch the samples side by side
 * @param steps the steps of a sequence
 * @param density the share of the input that is not 0
 * @param depth the hidden layers
 */
public record StudyPoint(int width, int batch, int steps, double density, int depth) {
  private static final int CLASSES = 20;
  private static final double RATE = 0.1;

  /** Its place on an axis. */
  public double get(StudyAxis axis) {
    return switch (axis) {
      case WIDTH -> width;
      case BATCH -> batch;
      case STEPS -> steps;
      case DENSITY -> density;
      case DEPTH -> depth;
    };
  }

  /** The same at another place on an axis. */
  public StudyPoint with(StudyAxis axis, double value) {
    int whole = (int) value;
    return switch (axis) {
      case WIDTH -> new StudyPoint(whole, batch, steps, density, depth);
      case BATCH -> new StudyPoint(width, whole, steps, density, depth);
      case STEPS -> new StudyPoint(width, batch, whole, density, depth);
      case DENSITY -> new StudyPoint(width, batch, steps, value, depth);
      case DEPTH -> new StudyPoint(width, batch, steps, density, whole);
    };
  }

  /** The network and its input. */
  public StepWork work() {
    List<Integer> sizes = new ArrayList<>();
    for (int l = 0; l <= depth; l++) {
      sizes.add(width);
    }
    sizes.add(CLASSES);
    return new StepWork(sizes, batch, steps, InputKind.COUNTS, density, RATE, 1);
  }

  /** Such as {@code width 128, batch 32, steps 50, density 0.062, depth 2}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (StudyAxis axis : StudyAxis.values()) {
      parts.add(axis.label() + " " + Json.text(get(axis)));
    }
    return String.join(", ", parts);
  }
}
