package io.afterspike.bench.data;

import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the data that a configuration names. */
public final class DataSources {
  private DataSources() {}

  /**
   * The data set of {@code config}.
   *
   * @throws IllegalArgumentException if there is none of that name, or the folder holds none
   * @throws DataFormatException if its files are not what they should be
   */
  public static Dataset open(TrainingConfig config) {
    String name = config.get(Setting.DATA);
    Optional<RandmanOptions> options = randman(config);
    if (options.isPresent()) {
      return new Randman(options.get());
    }
    Path folder = Path.of(name);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "data: expected t-randman, r-randman or a folder with SHD or SSC files, found '"
              + name
              + "'"
              + Names.hint(name, new String[] {"t-randman", "r-randman"}, n -> n));
    }
    return SpokenDigits.open(folder, binning(config));
  }

  /**
   * What decides the Randman data set of {@code config}; empty if it names other data.
   *
   * <p>To open it for several threads, see {@link Randman#shared}.
   */
  public static Optional<RandmanOptions> randman(TrainingConfig config) {
    RandmanCoding coding =
        switch (config.get(Setting.DATA)) {
          case "t-randman" -> RandmanCoding.TEMPORAL;
          case "r-randman" -> RandmanCoding.RATE;
          default -> null;
        };
    return Optional.ofNullable(coding)
        .map(
            known ->
                RandmanOptions.of(known)
                    .withSteps(config.steps())
                    .withMinibatchesPerDraw(config.minibatchesPerDraw()));
  }

  private static Binning binning(TrainingConfig config) {
    Binning.Values values = config.binCounts() ? Binning.Values.COUNTS : Binning.Values.BINARY;
    return new Binning(config.steps(), config.binWidth(), values);
  }
}
