package io.afterspike.bench.cli;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.train.ConfigFile;
import io.afterspike.bench.train.FormExplanation;
import io.afterspike.bench.train.Interruption;
import io.afterspike.bench.train.Progress;
import io.afterspike.bench.train.RunFolder;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.bench.train.TrainingDisplay;
import io.afterspike.bench.train.TrainingDivergedException;
import io.afterspike.bench.train.TrainingSession;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.FormCalibration;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.SimdEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike train}: trains a network and leaves a run folder. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Trains a network; with no options OTPE online on T-Randman, about a minute.",
    description = {
      "",
      "Shows progress, evaluates on validation data as it goes, and tests the best weights at the",
      "end. Leaves a folder with the configuration that reruns it, metrics (CSV, JSON lines), a",
      "learning curve (SVG), a report (HTML) and a checkpoint. Ctrl-C saves; --resume goes on, and",
      "ends with the same bits as if it had never stopped.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike train",
      "  afterspike train --rule bptt --mode offline --minibatches 200 --lr 0.002",
      "  afterspike train --data r-randman --rule f-otpe --lr 1e-4 --seed 7 --out runs/f",
      "  afterspike train --data FOLDER-WITH-SHD-FILES --layers 128-128 --mode offline",
      "  afterspike train --config runs/f/config.toml --seed 8",
      "  afterspike train --resume runs/f"
    })
public final class TrainCommand implements Callable<Integer> {
  /** What a resumed run may still change without changing its course. */
  private static final Set<Setting> RESUMABLE =
      EnumSet.of(Setting.MINIBATCHES, Setting.THREADS, Setting.ENGINE);

  /** The exit code of a process that an interruption ended. */
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings from a TOML file; flags override it")
  private Path configFile;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where the run is kept (default: a new folder under runs/)")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description = "go on with an interrupted run; may change minibatches, threads, engine")
  private Path resume;

  @Option(
      names = "--explain",
      description = "say which trace form each layer gets and what both cost here; train nothing")
  private boolean explain;

  @Option(names = "--quiet", description = "no progress, only the result")
  private boolean quiet;

  /** Made by picocli. */
  public TrainCommand() {}

  /** Adds a flag for every setting. */
  static void addSettings(CommandSpec spec) {
    for (Setting setting : Setting.values()) {
      String shown = setting.defaultValue().isEmpty() ? "" : " (" + setting.defaultValue() + ")";
      spec.addOption(
          OptionSpec.builder("--" + setting.key())
              .type(String.class)
              .paramLabel("X")
              .description(setting.meaning() + shown)
              .build());
    }
  }

  private Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = spec.findOption("--" + setting.key()).getValue();
      if (value != null) {
        flags.put(setting, value);
      }
    }
    return flags;
  }

  @Override
  public Integer call() throws Exception {
    return resume == null ? start() : resume();
  }

  private int start() throws Exception {
    Map<Setting, String> changes = new EnumMap<>(Setting.class);
    if (configFile != null) {
      changes.putAll(ConfigFile.read(configFile));
    }
    Map<Setting, String> flags = flags();
    if (flags.containsKey(Setting.TAU)) {
      changes.remove(Setting.LEAK);
    }
    if (flags.containsKey(Setting.LEAK)) {
      changes.remove(Setting.TAU);
    }
    changes.putAll(flags);
    TrainingConfig config = TrainingConfig.of(changes);
    if (explain) {
      return explain(config);
    }
    try (Engine<?> engine = engine(config);
        Dataset data = DataSources.open(config);
        Network network = network(engine, config, data)) {
      network.initialize(config.seed());
      String name = data.name() + "-" + config.get(Setting.RULE) + "-" + network.spec().mode();
      RunFolder folder = RunFolder.create(out, name.replace(':', '-'));
      try {
        return run(config, folder, engine, data, network, Progress.none());
      } finally {
        folder.removeIfEmpty();
      }
    }
  }

  private int explain(TrainingConfig config) throws Exception {
    try (Dataset data = DataSources.open(config);
        SimdEngine engine =
            config.threads() == 0 ? new SimdEngine() : new SimdEngine(config.threads())) {
      NetworkSpec network = config.spec(data.units(), data.classes(), data.steps());
      String text =
          network.rule() == LearningRule.RTRL || network.mode().offline()
              ? "rule " + network.rule() + ", " + network.mode() + ": there is no form to choose\n"
              : FormExplanation.of(network, FormCalibration.measure(engine));
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private int resume() throws Exception {
    Map<Setting, String> flags = flags();
    for (Setting changed : flags.keySet()) {
      if (!RESUMABLE.contains(changed)) {
        throw new IllegalArgumentException(
            "--"
                + changed.key()
                + ": expected none with --resume, which would not be the same run;"
                + " found '"
                + flags.get(changed)
                + "'");
      }
    }
    if (configFile != null || out != null) {
      throw new IllegalArgumentException(
          "--config, --out: expected none with --resume, which takes both from the folder");
    }
    RunFolder folder = RunFolder.started(resume);
    // A run that was killed before its first checkpoint begins anew, with the same bits.
    Optional<Checkpoint> saved =
        folder.hasCheckpoint()
            ? Optional.of(Checkpoints.read(folder.checkpoint()))
            : Optional.empty();
    Map<Setting, String> settings =
        new EnumMap<>(
            saved.isPresent()
                ? ConfigFile.parse("the checkpoint's configuration", saved.get().configuration())
                : ConfigFile.read(folder.config()));
    settings.putAll(flags);
    TrainingConfig config = TrainingConfig.of(settings);
    try (Engine<?> engine = engine(config);
        Dataset data = DataSources.open(config);
        Network network = network(engine, config, data)) {
      if (saved.isEmpty()) {
        network.initialize(config.seed());
        return run(config, folder, engine, data, network, Progress.none());
      }
      network.restore(saved.get().state());
      return run(config, folder, engine, data, network, progress(saved.get()));
    }
  }

  private static Progress progress(Checkpoint saved) {
    return new Progress(
        saved.minibatch(),
        saved.best().getOrDefault("accuracy", Double.NaN),
        Long.parseLong(saved.notes().getOrDefault("bestMinibatch", "0")),
        saved.bestParameters().orElse(new float[0]));
  }

  private int run(
      TrainingConfig config,
      RunFolder folder,
      Engine<?> engine,
      Dataset data,
      Network network,
      Progress progress)
      throws Exception {
    PrintWriter output = spec.commandLine().getOut();
    Screen screen = Screen.of(output, spec.commandLine().getErr(), quiet);
    TrainingDisplay display = new TrainingDisplay(output, screen);
    TrainingSession session =
        new TrainingSession(config, folder, engine, data, network, progress, display);
    try (Interruption interruption = new Interruption()) {
      return train(session, interruption);
    }
  }

  /** Says what went wrong before the interruption lets the process end. */
  private int train(TrainingSession session, Interruption interruption) {
    try {
      return session.train(interruption).finished() ? 0 : INTERRUPTED;
    } catch (TrainingDivergedException e) {
      spec.commandLine().getErr().println("afterspike: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      spec.commandLine().getErr().println("afterspike: " + e.getMessage());
      return 2;
    }
  }

  private static Engine<?> engine(TrainingConfig config) {
    String name = config.get(Setting.ENGINE);
    return name.equals("best")
        ? Engines.best(config.threads())
        : Engines.named(name, config.threads());
  }

  private static Network network(Engine<?> engine, TrainingConfig config, Dataset data) {
    if (data.trainingSamples() < config.batch()) {
      throw new IllegalArgumentException(
          "batch: expected at most the "
              + data.trainingSamples()
              + " training samples of "
              + data.name()
              + ", found "
              + config.batch());
    }
    NetworkSpec spec = config.spec(data.units(), data.classes(), data.steps());
    return engine.network(spec);
  }
}
