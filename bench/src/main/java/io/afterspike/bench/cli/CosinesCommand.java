package io.afterspike.bench.cli;

import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.train.GradientCosines;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike cosines}: how well the rules' gradients point along BPTT's. */
@Command(
    name = "cosines",
    mixinStandardHelpOptions = true,
    header = "Compares the rules' gradients with BPTT's along a BPTT training run.",
    description = {
      "",
      "Trains by BPTT offline; before each update every rule computes its offline gradient of the",
      "same minibatch at the same weights. Prints the mean cosines over the run.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike cosines --minibatches 500",
      "  afterspike cosines --data r-randman --minibatches 500 --minibatches-per-draw 1"
    })
public final class CosinesCommand implements Runnable {
  private static final List<LearningRule> RULES =
      List.of(LearningRule.OTPE, LearningRule.APPROX_OTPE, LearningRule.OSTL, LearningRule.OTTT);

  @Spec private CommandSpec spec;

  @Option(names = "--data", description = "t-randman, r-randman or a folder (t-randman)")
  private String data = "t-randman";

  @Option(names = "--layers", description = "hidden layers (128-128)")
  private String layers = "128-128";

  @Option(names = "--minibatches", description = "length of the run (500)")
  private long minibatches = 500;

  @Option(names = "--minibatches-per-draw", description = "Randman: minibatches a draw (5)")
  private int minibatchesPerDraw = 5;

  @Option(names = "--seed", description = "seed of weights and batches (1)")
  private long seed = 1;

  @Option(names = "--threads", description = "threads; 0 is one per processor (0)")
  private int threads;

  /** Made by picocli. */
  public CosinesCommand() {}

  @Override
  public void run() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.DATA, data);
    settings.put(Setting.LAYERS, layers);
    settings.put(Setting.MINIBATCHES, Long.toString(minibatches));
    settings.put(Setting.MINIBATCHES_PER_DRAW, Integer.toString(minibatchesPerDraw));
    settings.put(Setting.SEED, Long.toString(seed));
    settings.put(Setting.THREADS, Integer.toString(threads));
    TrainingConfig config = TrainingConfig.of(settings);
    PrintWriter progress = spec.commandLine().getErr();
    try (Engine<?> engine = Engines.best(threads);
        Dataset dataset = DataSources.open(config)) {
      NetworkSpec network = config.spec(dataset.units(), dataset.classes(), dataset.steps());
      try (GradientCosines cosines =
          new GradientCosines(engine, network, dataset, config.seed(), RULES)) {
        for (long m = 0; m < minibatches; m++) {
          cosines.minibatch(m);
          if ((m + 1) % Math.max(1, minibatches / 10) == 0) {
            progress.printf(Locale.ROOT, "%d/%d  loss %.4f%n", m + 1, minibatches, cosines.loss());
            progress.flush();
          }
        }
        print(network, dataset, cosines);
      }
    }
  }

  private void print(NetworkSpec network, Dataset dataset, GradientCosines cosines) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Mean cosine to BPTT, %s, %s, batch %d, %d minibatches, seed %d%n%n",
        dataset.name(), network.sizes(), network.batch(), minibatches, seed);
    out.printf("%-14s %8s %8s", "rule", "model", "weights");
    for (int l = 0; l < network.layers().size(); l++) {
      boolean top = l == network.layers().size() - 1;
      out.printf(" %8s", top ? "output" : "hidden " + (l + 1));
    }
    out.println();
    for (int r = 0; r < RULES.size(); r++) {
      out.printf("%-14s", RULES.get(r));
      for (double cosine : cosines.means(r)) {
        out.printf(Locale.ROOT, " %8.3f", cosine);
      }
      out.println();
    }
    out.flush();
  }
}
