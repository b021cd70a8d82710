package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What varies over a study. */
public enum StudyAxis {
  /** The inputs, and the neurons of each hidden layer. */
  WIDTH("width, inputs and neurons of each hidden layer", "64,128,256,512", "32,64,128"),
  /** The samples side by side. */
  BATCH("batch, samples side by side", "1,8,32,128", "1,8,32"),
  /** The steps of a sequence. */
  STEPS("steps of a sequence", "12,25,50,100", "10,20,40"),
  /** The share of the input that is not 0. */
  DENSITY("density, share of the input that is not 0", "0.02,0.062,0.2", "0.02,0.062,0.2"),
  /** The hidden layers. */
  DEPTH("depth, hidden layers", "1,2,4", "1,2,4");

  private static final int MOST_DEPTH = 64;
  private static final int MOST = 1 << 20;

  private final String description;
  private final String usual;
  private final String quick;

  StudyAxis(String description, String usual, String quick) {
    this.description = description;
    this.usual = usual;
    this.quick = quick;
  }

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In words. */
  public String description() {
    return description;
  }

  /** The values of a study that names none, or of a quick one. */
  public List<Double> values(boolean isQuick) {
    return Arrays.stream((isQuick ? quick : usual).split(",")).map(Double::valueOf).toList();
  }

  /**
   * The values in their order, each once.
   *
   * @throws IllegalArgumentException if there is none or one that cannot be
   */
  List<Double> checked(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("--" + label() + ": expected at least one value");
    }
    values.forEach(this::check);
    return values.stream().sorted().distinct().toList();
  }

  private void check(double value) {
    String expected =
        switch (this) {
          case DENSITY -> value > 0 && value <= 0.9 ? "" : "more than 0 and at most 0.9";
          case DEPTH -> isWhole(value, MOST_DEPTH) ? "" : "whole numbers from 1 to " + MOST_DEPTH;
          default -> isWhole(value, MOST) ? "" : "whole numbers from 1 to " + MOST;
        };
    if (!expected.isEmpty()) {
      throw new IllegalArgumentException(
          "--" + label() + ": expected " + expected + ", found " + Json.text(value));
    }
  }

  private static boolean isWhole(double value, int most) {
    return value == Math.rint(value) && value >= 1 && value <= most;
  }
}
