package io.afterspike.bench.cli;

import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.exchange.NetworkSignals;
import io.afterspike.bench.exchange.NetworkWeights;
import io.afterspike.bench.exchange.WeightFiles;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.Npz;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike export}: a run's weights, or its signals, for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Writes a run's weights as safetensors, npz or NIR; or its signals as npz.",
    description = {
      "",
      "Weights are those that were best on validation data. safetensors and npz hold",
      "layers.L.weight [presynaptic][postsynaptic] and layers.L.bias; NIR files hold Affine and LIF",
      "nodes, and in their metadata what NIR cannot say. See docs/interchange.md.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike export runs/f --to weights.safetensors",
      "  afterspike export runs/f --to network.nir --dt 0.001",
      "  afterspike export runs/f --signals --to signals.npz",
      "      one test minibatch: input, spikes, potentials, traces and gradient"
    })
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "the folder of a run, or a checkpoint file")
  private Path run;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "*.safetensors, *.npz or *.nir; replaced if it is there")
  private Path target;

  @Option(names = "--last", description = "the last weights, not the best ones")
  private boolean last;

  @Option(
      names = "--signals",
      description = "not the weights but what they do with one test minibatch, as *.npz")
  private boolean signals;

  @Option(
      names = "--dt",
      paramLabel = "SECONDS",
      defaultValue = "0.0001",
      description = "how long a time step lasts in a NIR file (${DEFAULT-VALUE})")
  private double dt;

  /** Made by picocli. */
  public ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    RunWeights from = RunWeights.of(run);
    NetworkWeights weights = last ? from.last() : from.best();
    PrintWriter out = spec.commandLine().getOut();
    if (signals) {
      exportSignals(from, weights);
      out.printf(Locale.ROOT, "%s: signals, %,d bytes%n", target, Files.size(target));
    } else {
      PrintWriter warnings = spec.commandLine().getErr();
      WeightFiles.write(target, weights, dt, text -> warnings.println("note: " + text));
      warnings.flush();
      out.printf(
          Locale.ROOT,
          "%s: %s weights of %s after %,d minibatches, %,d bytes%n",
          target,
          last ? "last" : "best",
          weights.sizes(),
          from.checkpoint().minibatch(),
          Files.size(target));
    }
    out.flush();
    return 0;
  }

  private void exportSignals(RunWeights from, NetworkWeights weights) throws IOException {
    if (!target.toString().endsWith(".npz")) {
      throw new IllegalArgumentException("--to: expected *.npz with --signals, found " + target);
    }
    try (Engine<?> engine = Engines.best(from.config().threads());
        Dataset data = DataSources.open(from.config());
        Network network = engine.network(from.spec())) {
      network.writeParameters(weights.parameters());
      Map<String, NpyArray> arrays = NetworkSignals.of(network, data);
      AtomicFiles.write(target, to -> Npz.write(arrays, to));
    }
  }
}
