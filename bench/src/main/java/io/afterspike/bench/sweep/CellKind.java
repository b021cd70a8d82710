package io.afterspike.bench.sweep;

import io.afterspike.engine.Names;
import java.util.List;
import java.util.Locale;

/** What can be done with a cell's settings. */
public enum CellKind {
  /** A training run with validation and a final test. */
  TRAIN(List.of(), new TrainingTask()),
  /** The rules' gradients beside BPTT's along a BPTT training run. */
  COSINES(List.of(), new CosinesTask()),
  /** The loss around the trajectories of several rules. */
  LANDSCAPE(List.of("points"), new LandscapeTask()),
  /** Memory and time of training steps. */
  COST(List.of("repetitions"), new CostTask());

  private final List<String> options;
  private final CellTask task;

  CellKind(List<String> options, CellTask task) {
    this.options = options;
    this.task = task;
  }

  /** The name in a plan. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The options that a plan may give, each a positive whole number. */
  List<String> options() {
    return options;
  }

  CellTask task() {
    return task;
  }

  /**
   * The kind with this label.
   *
   * @throws IllegalArgumentException if there is none, naming all
   */
  static CellKind named(String label) {
    for (CellKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "task: expected one of "
            + Names.listed(values(), CellKind::label)
            + ", found '"
            + label
            + "'"
            + Names.hint(label, values(), CellKind::label));
  }
}
