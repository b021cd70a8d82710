package io.afterspike.bench.cli;

import io.afterspike.bench.data.Randman;
import io.afterspike.bench.data.RandmanCoding;
import io.afterspike.bench.data.RandmanOptions;
import io.afterspike.bench.data.RandmanRecordings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike data randman}: Randman samples as a file that others read. */
@Command(
    name = "randman",
    mixinStandardHelpOptions = true,
    description = {
      "Writes samples of a Randman data set as HDF5 in the structure of SHD, or as npz.",
      "A spike in time step t comes at (t + 0.5) ms, so steps of 1 ms give back the data set:"
          + " --range 0.001 --bins 50."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data randman shd_train.h5 --samples 8000",
      "  afterspike data randman shd_test.h5 --samples 1000 --part test",
      "      two files of a set that 'train --data FOLDER' and other programs can read",
      "  afterspike data randman r.npz --coding r-randman --seed 7"
    })
final class DataRandman implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT.h5|OUT.npz", description = "What to write; replaced if there.")
  private Path target;

  @Option(
      names = "--coding",
      defaultValue = "t-randman",
      paramLabel = "t-randman|r-randman",
      description = "One spike at a time, or a number of spikes (default: ${DEFAULT-VALUE}).")
  private String coding;

  @Option(
      names = "--samples",
      defaultValue = "1024",
      paramLabel = "N",
      description = "How many samples (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--part",
      defaultValue = "training",
      paramLabel = "training|validation|test",
      description = "Which samples (default: ${DEFAULT-VALUE}).")
  private String part;

  @Option(
      names = "--steps",
      defaultValue = "50",
      paramLabel = "T",
      description = "Time steps (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "Of the training samples, as in train (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--manifolds",
      defaultValue = "1",
      paramLabel = "S",
      description =
          "Seed of the manifolds, and of validation and test samples; train has 1"
              + " (default: ${DEFAULT-VALUE}).")
  private long manifolds;

  @Option(
      names = "--minibatches-per-draw",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Minibatches of 128 that share a draw of points, as in train; 1 is the paper's, and"
              + " slow (default: ${DEFAULT-VALUE}).")
  private int minibatchesPerDraw;

  @Override
  public Integer call() {
    return DataCommand.run(
        spec,
        () -> {
          RandmanCoding chosen = null;
          for (RandmanCoding known : RandmanCoding.values()) {
            chosen = known.dataset().equals(coding) ? known : chosen;
          }
          if (chosen == null) {
            throw new IllegalArgumentException(
                "--coding: expected t-randman or r-randman, found " + coding);
          }
          RandmanRecordings.Part from = null;
          for (RandmanRecordings.Part known : RandmanRecordings.Part.values()) {
            from = known.name().equalsIgnoreCase(part) ? known : from;
          }
          if (from == null) {
            throw new IllegalArgumentException(
                "--part: expected training, validation or test, found " + part);
          }
          RandmanOptions options =
              RandmanOptions.of(chosen)
                  .withSteps(steps)
                  .withSeed(manifolds)
                  .withMinibatchesPerDraw(minibatchesPerDraw);
          try (Randman data = new Randman(options);
              RandmanRecordings recordings = RandmanRecordings.of(data, from, samples, seed)) {
            DataOutput.write(spec.commandLine().getOut(), recordings, target);
          }
        });
  }
}
