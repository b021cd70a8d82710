package io.afterspike.bench.sweep;

import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.data.SpokenDigits;
import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens data sets for many cells, recordings once for all: they may be larger than the rest. */
final class SharedData {
  private final Map<List<String>, SpokenDigits> recordings = new HashMap<>();

  /** The data set of a cell, for one thread. */
  Dataset open(TrainingConfig config) {
    String name = config.get(Setting.DATA);
    if (name.equals(PlanFile.GIVEN_DATA)) {
      throw new IllegalArgumentException(
          "data: expected --data FOLDER, since the plan needs recordings in the format of SHD or"
              + " SSC");
    }
    if (name.endsWith("-randman")) {
      return DataSources.open(config);
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
