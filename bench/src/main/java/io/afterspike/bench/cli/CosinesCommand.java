package io.afterspike.bench.cli;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.bench.train.GradientCosines;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
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
    PrintWriter output = spec.commandLine().getOut();
    Screen screen = Screen.of(output, spec.commandLine().getErr(), false);
    try (Engine<?> engine = Engines.best(threads);
        Dataset dataset = DataSources.open(config)) {
      NetworkSpec network = config.spec(dataset.units(), dataset.classes(), dataset.steps());
      try (GradientCosines cosines =
          new GradientCosines(engine, network, dataset, config.seed(), RULES)) {
        try (ProgressLine progress = new ProgressLine(screen, "minibatches", 0, minibatches)) {
          for (long m = 0; m < minibatches; m++) {
            cosines.minibatch(m);
            progress.update(m + 1, () -> String.format(Locale.ROOT, "loss %.4f", cosines.loss()));
          }
        }
        print(output, network, dataset, cosines);
      }
    }
  }

  private void print(
      PrintWriter out, NetworkSpec network, Dataset dataset, GradientCosines cosines) {
    out.printf(
        "Mean cosine to BPTT, %s, %s, batch %d, %d minibatches, seed %d%n%n",
        dataset.name(), network.sizes(), network.batch(), minibatches, seed);
    List<String> header = new ArrayList<>(List.of("rule", "model", "weights"));
    for (int l = 1; l < network.layers().size(); l++) {
      header.add("hidden " + l);
    }
    header.add("output");
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < RULES.size(); r++) {
      List<String> row = new ArrayList<>(List.of(RULES.get(r).label()));
      for (double cosine : cosines.means(r)) {
        row.add(String.format(Locale.ROOT, "%.3f", cosine));
      }
      rows.add(row);
    }
    out.print(TextTable.of(new Table(header, rows)));
    out.flush();
  }
}
