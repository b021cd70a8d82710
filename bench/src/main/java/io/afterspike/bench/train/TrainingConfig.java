package io.afterspike.bench.train;

import io.afterspike.engine.LayerSpec;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that decides the course of a training run, as the settings of {@link Setting}: what a
 * configuration file holds and what the flags of {@code train} change. Immutable.
 */
public final class TrainingConfig {
  private final Map<Setting, String> values;

  private TrainingConfig(Map<Setting, String> values) {
    this.values = values;
  }

  /** The settings' defaults, changed by {@code changes}; every value is checked. */
  public static TrainingConfig of(Map<Setting, String> changes) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, changes.getOrDefault(setting, setting.defaultValue()));
    }
    if (changes.containsKey(Setting.TAU) && changes.containsKey(Setting.LEAK)) {
      throw new IllegalArgumentException(
          "leak, tau: expected one of the two, since leak = sigmoid(tau), found leak "
              + changes.get(Setting.LEAK)
              + " and tau "
              + changes.get(Setting.TAU));
    }
    TrainingConfig config = new TrainingConfig(values);
    config.check();
    return config;
  }

  /** The same with one setting changed; of leak and tau the one that was set last counts. */
  public TrainingConfig with(Setting setting, String value) {
    Map<Setting, String> changed = new EnumMap<>(values);
    changed.put(setting, value);
    if (setting == Setting.LEAK) {
      changed.put(Setting.TAU, Setting.TAU.defaultValue());
    }
    if (setting == Setting.TAU) {
      changed.put(Setting.LEAK, "");
    }
    TrainingConfig config = new TrainingConfig(changed);
    config.check();
    return config;
  }

  private void check() {
    spec(1, 1, 1);
    steps();
    minibatches();
    seed();
    threads();
    validateEvery();
    checkpointEvery();
    minibatchesPerDraw();
    binCounts();
    binWidth();
  }

  /** The text of a setting. */
  public String get(Setting setting) {
    return values.get(setting);
  }

  /** The network for data with these sizes. */
  public NetworkSpec spec(int inputs, int classes, int sequenceSteps) {
    boolean bias = flag(Setting.BIAS);
    int[] hidden = hidden();
    LayerSpec[] layers = new LayerSpec[hidden.length + 1];
    for (int l = 0; l < hidden.length; l++) {
      layers[l] = new LayerSpec(hidden[l], bias);
    }
    layers[hidden.length] = new LayerSpec(classes, bias);
    return new NetworkSpec(
        inputs,
        List.of(layers),
        batch(),
        lif(),
        LearningRule.named(get(Setting.RULE)),
        UpdateMode.named(get(Setting.MODE)),
        OptimizerSpec.named(get(Setting.OPTIMIZER), decimal(Setting.LEARNING_RATE)),
        TraceForm.named(get(Setting.FORM)),
        flag(Setting.TRACED_BIAS),
        sequenceSteps,
        inputDensity(sequenceSteps));
  }

  /** The share of inputs that are not 0: one spike a unit, one at every other step, or sounds. */
  private double inputDensity(int sequenceSteps) {
    return switch (get(Setting.DATA)) {
      case "t-randman" -> 1.0 / Math.max(1, sequenceSteps);
      case "r-randman" -> 0.5;
      default -> 0.15;
    };
  }

  private LifParameters lif() {
    float threshold = (float) decimal(Setting.THRESHOLD);
    float slope = (float) decimal(Setting.SLOPE);
    return get(Setting.LEAK).isEmpty()
        ? LifParameters.ofTimeConstant(decimal(Setting.TAU), threshold, slope)
        : new LifParameters((float) decimal(Setting.LEAK), threshold, slope);
  }

  /** The hidden layers' sizes; none for a single layer. */
  public int[] hidden() {
    String text = get(Setting.LAYERS).strip();
    if (text.isEmpty() || text.equals("none")) {
      return new int[0];
    }
    // Word by word: one pattern for all would need a stack as deep as the text is long.
    String[] sizes = text.split("[-x,]", -1);
    if (!Arrays.stream(sizes).allMatch(size -> size.matches("[0-9]{1,10}"))) {
      throw wrong(Setting.LAYERS, "sizes such as 128-128, or none");
    }
    return Arrays.stream(sizes)
        .mapToLong(Long::parseLong)
        .mapToInt(
            size -> {
              if (size < 1 || size > Integer.MAX_VALUE - 8) {
                throw wrong(Setting.LAYERS, "sizes from 1 to " + (Integer.MAX_VALUE - 8));
              }
              return (int) size;
            })
        .toArray();
  }

  /** How many samples run side by side. */
  public int batch() {
    return (int) whole(Setting.BATCH, 1, 1_000_000);
  }

  /** How many time steps a sequence has. */
  public int steps() {
    return (int) whole(Setting.STEPS, 1, 1_000_000);
  }

  /** How many minibatches the run trains. */
  public long minibatches() {
    return whole(Setting.MINIBATCHES, 1, 1_000_000_000);
  }

  /** The seed of weights, batches and generated data. */
  public long seed() {
    return whole(Setting.SEED, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** The number of threads, 0 for one per processor. */
  public int threads() {
    return (int) whole(Setting.THREADS, 0, 1024);
  }

  /** Minibatches between validations; 0 means a twentieth of the run. */
  public long validateEvery() {
    return whole(Setting.VALIDATE_EVERY, 0, Integer.MAX_VALUE);
  }

  /** Minibatches between checkpoints; 0 means a tenth of the run. */
  public long checkpointEvery() {
    return whole(Setting.CHECKPOINT_EVERY, 0, Integer.MAX_VALUE);
  }

  /** How many minibatches share a draw of Randman points. */
  public int minibatchesPerDraw() {
    return (int) whole(Setting.MINIBATCHES_PER_DRAW, 1, 1_000_000);
  }

  /** Whether bins count spikes, rather than say only whether there is one. */
  public boolean binCounts() {
    String text = get(Setting.BINS);
    if (!text.equals("counts") && !text.equals("binary")) {
      throw wrong(Setting.BINS, "counts or binary");
    }
    return text.equals("counts");
  }

  /** The fixed width of a bin in seconds, or 0 for each recording's own range. */
  public double binWidth() {
    String text = get(Setting.BIN_WIDTH);
    if (text.equals("own")) {
      return 0;
    }
    double width = decimal(Setting.BIN_WIDTH);
    if (!(width > 0 && width < 1e6)) {
      throw wrong(Setting.BIN_WIDTH, "own, or a positive number of seconds");
    }
    return width;
  }

  private boolean flag(Setting setting) {
    String text = get(setting);
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(setting, "true or false");
    }
    return text.equals("true");
  }

  private long whole(Setting setting, long least, long most) {
    try {
      long value = Long.parseLong(get(setting));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, in the terms of the setting
    }
    throw wrong(
        setting,
        least == Long.MIN_VALUE
            ? "a whole number"
            : "a whole number from " + least + " to " + most);
  }

  private double decimal(Setting setting) {
    try {
      return Double.parseDouble(get(setting));
    } catch (NumberFormatException e) {
      throw wrong(setting, "a number");
    }
  }

  private IllegalArgumentException wrong(Setting setting, String expected) {
    return new IllegalArgumentException(
        setting.key() + ": expected " + expected + ", found '" + get(setting) + "'");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingConfig config && values.equals(config.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
