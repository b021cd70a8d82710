package io.afterspike.bench.scaling;

import io.afterspike.bench.step.StepWork;
import java.util.Arrays;
import java.util.List;

/** What grows while all else stays. */
public enum Variable {
  /** The steps of a sequence. */
  STEPS("T", "steps", new int[] {12, 25, 50, 100, 200}),
  /** The inputs and the neurons of both hidden layers. */
  NEURONS("n", "inputs and neurons of each hidden layer", new int[] {64, 128, 256, 512}),
  /** The samples side by side. */
  BATCH("B", "samples", new int[] {1, 4, 16, 64, 128});

  private static final int CLASSES = 20;

  private final String symbol;
  private final String label;
  private final int[] values;

  Variable(String symbol, String label, int[] values) {
    this.symbol = symbol;
    this.label = label;
    this.values = values;
  }

  /** One letter. */
  public String symbol() {
    return symbol;
  }

  /** In words. */
  public String label() {
    return label;
  }

  /** The values measured; fewer if it has to be quick. */
  public List<Integer> values(boolean quick) {
    int[] chosen = quick ? Arrays.copyOf(values, 3) : values;
    return Arrays.stream(chosen).boxed().toList();
  }

  /** A work with this value. */
  public StepWork of(StepWork base, int value) {
    return switch (this) {
      case STEPS -> base.withSteps(value);
      case NEURONS -> base.withSizes(List.of(value, value, value, CLASSES));
      case BATCH -> base.withBatch(value);
    };
  }
}
