package io.afterspike.bench.cli;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.exchange.NetworkWeights;
import io.afterspike.bench.exchange.WeightFiles;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.train.ConfigFile;
import io.afterspike.bench.train.RunFolder;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike import}: weights of other programs as the start of a run. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Makes a run out of weights: safetensors, npz or NIR.",
    description = {
      "",
      "The run has trained 0 minibatches; 'train --resume FOLDER' trains it, 'export' writes its",
      "weights elsewhere. Layers, and the neurons' constants where the file has them, are the",
      "file's; everything else is said by --config and flags, as with train.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike import network.nir --out runs/n --data FOLDER-WITH-SHD-FILES --rule otpe",
      "  afterspike import torch.safetensors --layout out-in --out runs/t --minibatches 1000",
      "  afterspike train --resume runs/t"
    })
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "*.safetensors, *.npz or *.nir")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "the run's folder, new or empty")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description = "settings from a TOML file; flags override it")
  private Path configFile;

  @Option(
      names = "--layout",
      paramLabel = "in-out|out-in",
      defaultValue = "in-out",
      description =
          "how matrices lie in safetensors and npz: [pre][post], or [post][pre] as PyTorch's"
              + " (${DEFAULT-VALUE})")
  private String layout;

  @Option(
      names = "--dt",
      paramLabel = "SECONDS",
      defaultValue = "0.0001",
      description = "the time step of a NIR file that does not say it (${DEFAULT-VALUE})")
  private double dt;

  /** Made by picocli. */
  public ImportCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter warnings = spec.commandLine().getErr();
    NetworkWeights weights =
        WeightFiles.read(file, layout(), dt, text -> warnings.println("note: " + text));
    TrainingConfig config = config(weights);
    RunFolder folder = RunFolder.create(out, "import");
    try (Engine<?> engine = Engines.named("reference");
        Network network =
            engine.network(config.spec(weights.inputs(), weights.classes(), config.steps()))) {
      network.writeParameters(weights.parameters());
      byte[] text = ConfigFile.write(config).getBytes(StandardCharsets.UTF_8);
      AtomicFiles.write(folder.config(), to -> to.write(text));
      Checkpoints.write(
          folder.checkpoint(),
          Checkpoint.of(
              config.seed(),
              0,
              network.spec().rule(),
              network.spec().mode(),
              engine.name(),
              ConfigFile.write(config),
              Map.of("accuracy", Double.NaN),
              Map.of("bestMinibatch", "0"),
              network.save(),
              Optional.of(weights.parameters())));
    } finally {
      folder.removeIfEmpty();
    }
    PrintWriter output = spec.commandLine().getOut();
    output.printf("%s: %s, ready for 'train --resume %s'%n", out, weights.sizes(), out);
    warnings.flush();
    output.flush();
    return 0;
  }

  private WeightFiles.Layout layout() {
    return switch (layout) {
      case "in-out" -> WeightFiles.Layout.IN_OUT;
      case "out-in" -> WeightFiles.Layout.OUT_IN;
      default ->
          throw new IllegalArgumentException(
              "--layout: expected in-out or out-in, found " + layout);
    };
  }

  private TrainingConfig config(NetworkWeights weights) {
    Map<Setting, String> changes = new EnumMap<>(Setting.class);
    if (configFile != null) {
      changes.putAll(ConfigFile.read(configFile));
    }
    for (Setting setting : Setting.values()) {
      String value = spec.findOption("--" + setting.key()).getValue();
      if (value != null) {
        changes.put(setting, value);
      }
    }
    String hidden =
        weights.layers().stream()
            .limit(weights.layers().size() - 1)
            .map(layer -> Integer.toString(layer.neurons()))
            .collect(Collectors.joining("-"));
    changes.put(Setting.LAYERS, hidden.isEmpty() ? "none" : hidden);
    changes.put(Setting.BIAS, Boolean.toString(weights.hasBias()));
    weights.lif().ifPresent(lif -> put(changes, lif));
    return TrainingConfig.of(changes);
  }

  private static void put(Map<Setting, String> changes, LifParameters lif) {
    changes.remove(Setting.TAU);
    changes.put(Setting.LEAK, Float.toString(lif.leak()));
    changes.put(Setting.THRESHOLD, Float.toString(lif.threshold()));
    changes.put(Setting.SLOPE, Float.toString(lif.slope()));
  }
}
