package io.afterspike.bench.train;

import java.util.Locale;

/** The settings of a training run: name, default and meaning, written down once. */
public enum Setting {
  /** The learning rule. */
  RULE("otpe", "bptt, rtrl, ostl, ottt, otpe, approx-otpe, f-otpe or f-approx-otpe"),
  /** When weights change. */
  MODE("online", "when weights change: online, offline or every:W steps"),
  /** The data. */
  DATA("t-randman", "t-randman, r-randman, or a folder with SHD or SSC files"),
  /** Hidden layers. */
  LAYERS("128-128", "hidden layers, such as 128-128, or none"),
  /** Samples side by side. */
  BATCH("128", "samples a minibatch"),
  /** Time steps. */
  STEPS("50", "time steps a sequence"),
  /** Length of the run. */
  MINIBATCHES("300", "minibatches to train"),
  /** Learning rate. */
  LEARNING_RATE("0.001", "learning rate"),
  /** Optimizer. */
  OPTIMIZER("adamax", "adamax or sgd"),
  /** λ. */
  LEAK("", "share of the membrane potential that survives a step, instead of tau"),
  /** τ. */
  TAU("3", "leak = sigmoid(tau); 3 gives the published 0.9526"),
  /** Vth. */
  THRESHOLD("1", "membrane potential from which on a neuron fires"),
  /** k. */
  SLOPE("25", "steepness of the surrogate gradient"),
  /** Biases. */
  BIAS("true", "whether layers have a bias"),
  /** Traced bias. */
  TRACED_BIAS("false", "whether OTTT and Approx OTPE train the bias with a trace"),
  /** Seed. */
  SEED("1", "seed of weights and drawn samples; the Randman manifolds stay the same"),
  /** Engine. */
  ENGINE("best", "best, simd, reference or cuda"),
  /** Trace form. */
  FORM("auto", "how OSTL and OTPE keep their traces: auto, matrix, history or published"),
  /** Threads. */
  THREADS("0", "threads; 0 is one per processor"),
  /** Validation interval. */
  VALIDATE_EVERY("0", "minibatches between validations; 0 is a twentieth of the run"),
  /** Checkpoint interval. */
  CHECKPOINT_EVERY("0", "minibatches between checkpoints; 0 is a tenth of the run"),
  /** Randman draws. */
  MINIBATCHES_PER_DRAW(
      "5", "Randman: minibatches that share a draw of points; 1 is the paper's, and slow"),
  /** Binning. */
  BINS("counts", "SHD: what a bin holds, counts or binary"),
  /** Binning range. */
  BIN_WIDTH("own", "SHD: own (each recording's range in equal bins), or seconds per bin");

  private final String defaultValue;
  private final String meaning;

  Setting(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** The name in a configuration file, and with {@code --} before it as a flag. */
  public String key() {
    return this == LEARNING_RATE ? "lr" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value used where nothing is said. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One line for {@code --help} and configuration files. */
  public String meaning() {
    return meaning;
  }
}
