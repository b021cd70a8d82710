package io.afterspike.bench.conform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder's {@code index.json}.
 *
 * @param onlineRuns the names of online runs in the order of the arrays that count their spikes
 * @param cases the cases, one object each
 * @param parts what is said about single parts; empty if there are none
 */
record VectorIndex(List<String> onlineRuns, Fields cases, Fields parts) {
  /** Reads a folder's index. */
  static VectorIndex read(Path folder) throws IOException {
    Fields fields = Fields.read(folder.resolve("index.json"));
    List<String> runs = fields.has("online_runs") ? fields.texts("online_runs") : List.of();
    return new VectorIndex(runs, fields.object("cases"), fields.optionalObject("parts"));
  }
}
