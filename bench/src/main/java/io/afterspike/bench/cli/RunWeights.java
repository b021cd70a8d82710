package io.afterspike.bench.cli;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.exchange.NetworkWeights;
import io.afterspike.bench.train.ConfigFile;
import io.afterspike.bench.train.RunFolder;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.NetworkSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The network of a run, without its data: sizes and weights out of the checkpoint. */
record RunWeights(Checkpoint checkpoint, TrainingConfig config, int[] sizes) {
  /**
   * Reads the checkpoint of a run folder, or a checkpoint file.
   *
   * @throws IllegalArgumentException if there is none, or it does not fit its configuration
   * @throws io.afterspike.bench.checkpoint.CheckpointFormatException if it is damaged
   */
  static RunWeights of(Path run) {
    Path file = Files.isDirectory(run) ? RunFolder.existing(run).checkpoint() : run;
    Checkpoint checkpoint = Checkpoints.read(file);
    TrainingConfig config =
        TrainingConfig.of(
            ConfigFile.parse("the checkpoint's configuration", checkpoint.configuration()));
    int layers = config.hidden().length + 1;
    int[] sizes = new int[layers + 1];
    for (int l = 0; l < layers; l++) {
      int bias = length(checkpoint, "layer." + l + ".bias");
      int weights = length(checkpoint, "layer." + l + ".weights");
      if (bias < 1 || weights % bias != 0 || l > 0 && weights != sizes[l] * bias) {
        throw new IllegalArgumentException(
            "checkpoint " + file + ": expected the weights of its configuration, found others");
      }
      sizes[l] = weights / bias;
      sizes[l + 1] = bias;
    }
    return new RunWeights(checkpoint, config, sizes);
  }

  private static int length(Checkpoint checkpoint, String name) {
    float[] values = checkpoint.state().tensors().get(name);
    return values == null ? -1 : values.length;
  }

  /** The network's specification. */
  NetworkSpec spec() {
    return config.spec(sizes[0], sizes[sizes.length - 1], config.steps());
  }

  /** The weights that were best on validation data, or the last ones if none are. */
  NetworkWeights best() {
    float[] parameters = checkpoint.bestParameters().orElse(new float[0]);
    return parameters.length == 0 ? last() : weights(parameters);
  }

  /** The weights that training came to. */
  NetworkWeights last() {
    int length = 0;
    for (int l = 1; l < sizes.length; l++) {
      length += (sizes[l - 1] + 1) * sizes[l];
    }
    float[] parameters = new float[length];
    Map<String, float[]> state = checkpoint.state().tensors();
    int at = 0;
    for (int l = 0; l < sizes.length - 1; l++) {
      for (String part : new String[] {"weights", "bias"}) {
        float[] values = state.get("layer." + l + "." + part);
        System.arraycopy(values, 0, parameters, at, values.length);
        at += values.length;
      }
    }
    return weights(parameters);
  }

  private NetworkWeights weights(float[] parameters) {
    LifParameters lif = spec().lif();
    return NetworkWeights.ofParameters(parameters, sizes, spec().layers().get(0).bias(), lif);
  }
}
