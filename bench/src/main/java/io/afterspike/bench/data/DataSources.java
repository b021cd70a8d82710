package io.afterspike.bench.data;

import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Names;
import java.nio.file.Files;
import java.nio.file.Path;

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
    if (name.equals("t-randman") || name.equals("r-randman")) {
      return randman(config, name.equals("t-randman"));
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

  private static Randman randman(TrainingConfig config, boolean temporal) {
    RandmanOptions options =
        RandmanOptions.of(temporal ? RandmanCoding.TEMPORAL : RandmanCoding.RATE)
            .withSteps(config.steps())
            .withMinibatchesPerDraw(config.minibatchesPerDraw());
    return new Randman(options);
  }

  private static Binning binning(TrainingConfig config) {
    Binning.Values values = config.binCounts() ? Binning.Values.COUNTS : Binning.Values.BINARY;
    return new Binning(config.steps(), config.binWidth(), values);
  }
}
