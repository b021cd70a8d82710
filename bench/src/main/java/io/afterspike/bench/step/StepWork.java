package io.afterspike.bench.step;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The work that all sides of a comparison do, as a function of a seed.
 *
 * @param sizes inputs, then the neurons of each layer
 * @param batch samples side by side
 * @param steps time steps of a sequence
 * @param input what the input looks like
 * @param density the share of the input that is not 0
 * @param rate the share of a layer's neurons that spike at a step, for which weights are scaled
 * @param seed of input, labels and weights
 */
public record StepWork(
    List<Integer> sizes,
    int batch,
    int steps,
    InputKind input,
    double density,
    double rate,
    long seed) {
  /** The work whose times are kept on record. */
  public static final StepWork OF_RECORD =
      new StepWork(List.of(700, 512, 512, 20), 128, 50, InputKind.COUNTS, 0.062, 0.1, 1);

  private static final int MOST = 1 << 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value, what was expected and what came
   */
  public StepWork {
    sizes = List.copyOf(sizes);
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "layers: expected the inputs and at least one layer, such as 700-512-20, found "
              + sizes.size()
              + " sizes");
    }
    for (int size : sizes) {
      within("layers", 1, size);
    }
    within("batch", 1, batch);
    within("steps", 1, steps);
    share("density", density);
    share("rate", rate);
  }

  private static void within(String name, int least, int value) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          name + ": expected " + least + " to " + MOST + ", found " + value);
    }
  }

  private static void share(String name, double value) {
    if (!(value > 0 && value <= 0.9)) {
      throw new IllegalArgumentException(
          name + ": expected more than 0 and at most 0.9, found " + value);
    }
  }

  /**
   * The sizes written as {@code 700-512-512-20}.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  public static List<Integer> sizes(String text) {
    if (!text.matches("[0-9]{1,7}(-[0-9]{1,7})+")) {
      throw new IllegalArgumentException(
          "layers: expected sizes such as 700-512-512-20, found '" + text + "'");
    }
    return Arrays.stream(text.split("-")).map(Integer::valueOf).toList();
  }

  /** The same with other sizes. */
  public StepWork withSizes(List<Integer> sizes) {
    return new StepWork(sizes, batch, steps, input, density, rate, seed);
  }

  /** The same with another batch. */
  public StepWork withBatch(int batch) {
    return new StepWork(sizes, batch, steps, input, density, rate, seed);
  }

  /** The same with another number of steps. */
  public StepWork withSteps(int steps) {
    return new StepWork(sizes, batch, steps, input, density, rate, seed);
  }

  /** The sizes as one text, such as {@code 700-512-512-20}. */
  public String layers() {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  @Override
  public String toString() {
    return layers()
        + ", batch "
        + batch
        + ", "
        + steps
        + " steps, "
        + input.label()
        + " of density "
        + density;
  }
}
