package io.afterspike.bench.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to make of the paper, and how.
 *
 * @param items the tables and figures
 * @param scale {@code full} or {@code small}
 * @param data folders with recordings in the format of SHD or SSC; may be empty
 * @param genuine whether the user says that they are the published data
 * @param changes settings in the place of the plans'
 * @param out where results and pages are
 */
public record PaperOptions(
    List<PaperItem> items,
    String scale,
    List<Path> data,
    boolean genuine,
    Map<String, String> changes,
    Path out) {
  /** How to come by the recordings. */
  public static final String GET_DATA =
      "The published recordings are at zenkelab.org under resources, the Spiking Heidelberg Datasets:"
          + " put shd_train.h5 and shd_test.h5 (or ssc_train.h5, ssc_valid.h5 and ssc_test.h5), plain"
          + " or gzipped, in a folder, and name it by --data FOLDER with --genuine.";

  /**
   * Checks the scale and copies the lists.
   *
   * @throws IllegalArgumentException if the scale is unknown, or a folder is none
   */
  public PaperOptions {
    items = List.copyOf(items);
    data = List.copyOf(data);
    changes = Map.copyOf(changes);
    if (!scale.equals("full") && !scale.equals("small")) {
      throw new IllegalArgumentException("--scale: expected full or small, found '" + scale + "'");
    }
    for (Path folder : data) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(
            "--data: expected a folder with recordings, found '" + folder + "'");
      }
    }
  }

  boolean small() {
    return scale.equals("small");
  }

  /** The scale as plans name it. */
  String planScale() {
    return small() ? "small" : "";
  }

  /** The folder with the files {@code shd_…} or {@code ssc_…}, else the first: it stands in. */
  Optional<Path> data(String prefix) {
    return data.stream()
        .filter(
            folder ->
                Files.exists(folder.resolve(prefix + "_train.h5"))
                    || Files.exists(folder.resolve(prefix + "_train.h5.gz")))
        .findFirst()
        .or(() -> data.stream().findFirst());
  }

  /** The flags of {@code paper} that are not as usual. */
  String flags() {
    StringBuilder flags = new StringBuilder(small() ? " --scale small" : "");
    data.forEach(folder -> flags.append(" --data ").append(folder));
    flags.append(genuine ? " --genuine" : "");
    changes.forEach((key, value) -> flags.append(" --set ").append(key).append('=').append(value));
    return flags.append(" --out ").append(out).toString();
  }

  /** The flags of {@code sweep} for one plan. */
  String sweepFlags(String plan) {
    StringBuilder flags = new StringBuilder(small() ? " --scale small" : "");
    data(plan.equals("ssc") ? "ssc" : "shd")
        .filter(folder -> !plan.contains("randman"))
        .ifPresent(folder -> flags.append(" --data ").append(folder));
    changes.forEach((key, value) -> flags.append(" --set ").append(key).append('=').append(value));
    return flags.append(" --out ").append(out.resolve("plans").resolve(plan)).toString();
  }
}
