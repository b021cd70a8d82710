package io.afterspike.bench.cli;

import io.afterspike.bench.step.InputKind;
import io.afterspike.bench.step.StepWork;
import picocli.CommandLine.Option;

/** The flags that say what work is measured. */
final class WorkOptions {
  @Option(
      names = "--layers",
      paramLabel = "N-N-N",
      defaultValue = "700-512-512-20",
      description = "inputs and neurons of each layer (${DEFAULT-VALUE})")
  private String layers;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "samples side by side (${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "50",
      description = "time steps of a sequence (${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--input",
      paramLabel = "KIND",
      defaultValue = "counts",
      description = "spikes, or counts as of spoken digits (${DEFAULT-VALUE})")
  private String input;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.062",
      description = "share of the input that is not 0 (${DEFAULT-VALUE})")
  private double density;

  @Option(
      names = "--rate",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "share of the neurons that spike at a step (${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "other input and weights (${DEFAULT-VALUE})")
  private long seed;

  StepWork work() {
    return new StepWork(
        StepWork.sizes(layers), batch, steps, InputKind.named(input), density, rate, seed);
  }
}
