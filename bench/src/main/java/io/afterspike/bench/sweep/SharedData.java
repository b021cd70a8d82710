package io.afterspike.bench.sweep;

import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.data.Randman;
import io.afterspike.bench.data.RandmanOptions;
import io.afterspike.bench.data.SpokenDigits;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens data sets for many cells. Recordings are in memory once for all: they may be larger than
 * the rest. Draws of Randman are kept for a while, since cells with the same seed use the same.
 */
final class SharedData {
  /** 2 MB each. */
  private static final int KEPT_DRAWS = 64;

  private final Map<RandmanOptions, Randman> generated = new HashMap<>();
  private final Map<List<String>, SpokenDigits> recordings = new HashMap<>();

  /** The data set of a cell, for one thread. */
  Dataset open(TrainingConfig config) {
    String name = config.get(Setting.DATA);
    if (name.equals(PlanFile.GIVEN_DATA)) {
      throw new IllegalArgumentException(
          "data: expected --data FOLDER, since the plan needs recordings in the format of SHD or"
              + " SSC");
    }
    Optional<RandmanOptions> options = DataSources.randman(config);
    if (options.isPresent()) {
      synchronized (generated) {
        return generated
            .computeIfAbsent(options.get(), made -> Randman.shared(made, KEPT_DRAWS))
            .view();
      }
    }
    List<String> key =
        List.of(
            name,
            config.get(Setting.STEPS),
            config.get(Setting.BINS),
            config.get(Setting.BIN_WIDTH));
    synchronized (recordings) {
      SpokenDigits opened = recordings.get(key);
      if (opened == null) {
        Dataset data = DataSources.open(config);
        if (!(data instanceof SpokenDigits digits)) {
          return data;
        }
        opened = digits;
        recordings.put(key, opened);
      }
      return opened.view();
    }
  }
}
