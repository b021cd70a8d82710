package io.afterspike.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Spoken words as spikes: SHD (digits), SSC (35 commands), or files of the same structure.
 *
 * <p>All recordings are binned when the set is opened and kept in memory in sparse form: about 3
 * bytes for each bin that is not zero (SHD with 50 bins: 160 MB, SSC: 1.5 GB). The source files are
 * converted once, see {@link EventCache}.
 *
 * <p>Where there is no validation file, the first tenth (rounded down) of the training file is the
 * validation data, and the rest the training data.
 *
 * <p>Training minibatch number m of the run with seed s holds samples that are drawn without
 * replacement from all training data; each minibatch is drawn anew. The draws come from {@code new
 * java.util.SplittableRandom(mix(mix(s) + m))}, sample b being the b-th of a Fisher-Yates shuffle
 * from the front ({@code nextInt(b, n)} is swapped to place b), where mix is
 *
 * <pre>
 *   z ^= z >>> 30; z *= 0xbf58476d1ce4e5b9; z ^= z >>> 27; z *= 0x94d049bb133111eb; z ^= z >>> 31
 * </pre>
 *
 * <p>Confined to one thread.
 */
public final class SpokenDigits implements Dataset {
  private static final List<String> PREFIXES = List.of("shd", "ssc");
  private static final int LONGEST_LISTING = 10;

  private final String name;
  private final Binning binning;
  private final int units;
  private final int classes;
  private final List<String> classNames;
  private final Frames training;
  private final Frames validation;
  private final Frames test;
  // The identity permutation between calls.
  private final int[] order;

  private SpokenDigits(
      String name,
      Binning binning,
      int units,
      int classes,
      List<String> classNames,
      Frames training,
      Frames validation,
      Frames test) {
    this.name = name;
    this.binning = binning;
    this.units = units;
    this.classes = classes;
    this.classNames = classNames;
    this.training = training;
    this.validation = validation;
    this.test = test;
    order = new int[training.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
  }

  /**
   * Opens the set in {@code folder}: {@code shd_train.h5} and {@code shd_test.h5}, or {@code
   * ssc_train.h5} and {@code ssc_test.h5}, and the validation file {@code ..._valid.h5} if there is
   * one. Each may be gzipped ({@code .h5.gz}); where both are there the plain one is taken. The
   * name of the set is that of the folder after the prefix, such as {@code shd/digits-small}.
   *
   * @throws DataFormatException if there is no such set, or both, or a file cannot be used
   */
  public static SpokenDigits open(Path folder, Binning binning) {
    return open(folder, binning, EventCache.standard());
  }

  /** As above, with converted files kept by {@code cache}. */
  public static SpokenDigits open(Path folder, Binning binning, EventCache cache) {
    List<String> complete = new ArrayList<>();
    for (String prefix : PREFIXES) {
      if (find(folder, prefix + "_train") != null && find(folder, prefix + "_test") != null) {
        complete.add(prefix);
      }
    }
    if (complete.size() != 1) {
      throw new DataFormatException(
          folder,
          "folder",
          complete.isEmpty()
              ? "shd_train.h5 and shd_test.h5, or ssc_train.h5 and ssc_test.h5, each plain or .gz"
              : "one set",
          complete.isEmpty() ? listing(folder) : "two: " + String.join(", ", complete));
    }
    String prefix = complete.get(0);
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return of(
        prefix + (last == null ? "" : "/" + last),
        find(folder, prefix + "_train"),
        find(folder, prefix + "_valid"),
        find(folder, prefix + "_test"),
        binning,
        cache);
  }

  /** The same set for another thread: it shares the recordings, which never change. */
  public SpokenDigits view() {
    return new SpokenDigits(name, binning, units, classes, classNames, training, validation, test);
  }

  private static Path find(Path folder, String name) {
    for (String ending : List.of(".h5", ".h5.gz")) {
      Path file = folder.resolve(name + ending);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  private static String listing(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "no folder";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      String shown = String.join(", ", names.subList(0, Math.min(LONGEST_LISTING, names.size())));
      return names.isEmpty()
          ? "an empty folder"
          : shown + (names.size() > LONGEST_LISTING ? ", and others" : "");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * The set of these files.
   *
   * @param name for reports
   * @param validation may be null: then the first tenth of {@code training} is it
   * @param cache keeps the converted files
   * @throws DataFormatException if a file cannot be used, or the files do not belong together
   */
  public static SpokenDigits of(
      String name, Path training, Path validation, Path test, Binning binning, EventCache cache) {
    int classes;
    int units;
    List<String> classNames;
    Frames trainingFrames;
    Frames validationFrames;
    try (EventFile file = cache.open(training)) {
      int split = validation == null ? file.size() / 10 : 0;
      if (validation == null && split == 0) {
        throw new DataFormatException(
            training, "labels", "at least 10 recordings, to split", "" + file.size());
      }
      classes = file.classes();
      units = file.units();
      classNames = file.classNames();
      validationFrames = Frames.of(file, 0, split, binning);
      trainingFrames = Frames.of(file, split, file.size(), binning);
    }
    if (validation != null) {
      try (EventFile file = cache.open(validation)) {
        requireSameNames(file, training, classNames);
        classes = Math.max(classes, file.classes());
        validationFrames = Frames.of(file, 0, file.size(), binning);
      }
    }
    try (EventFile file = cache.open(test)) {
      requireSameNames(file, training, classNames);
      classes = Math.max(classes, file.classes());
      return new SpokenDigits(
          name,
          binning,
          units,
          classes,
          classNames,
          trainingFrames,
          validationFrames,
          Frames.of(file, 0, file.size(), binning));
    }
  }

  private static void requireSameNames(EventFile file, Path training, List<String> names) {
    if (!file.classNames().equals(names)) {
      throw new DataFormatException(
          file.file(), "extra/keys", "the names of " + training, "" + file.classNames());
    }
  }

  /** How spikes became time steps. */
  public Binning binning() {
    return binning;
  }

  /** The name of each class, or an empty list if the files have none. */
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int units() {
    return units;
  }

  @Override
  public int steps() {
    return binning.bins();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long trainingSamples() {
    return training.size();
  }

  @Override
  public int validationSamples() {
    return validation.size();
  }

  @Override
  public int testSamples() {
    return test.size();
  }

  @Override
  public void training(long seed, long minibatch, Batch batch) {
    requireShape(batch);
    int n = order.length;
    int samples = batch.samples();
    if (samples > n) {
      throw new IllegalArgumentException(
          "batch: expected at most the " + n + " training samples, found room for " + samples);
    }
    if (minibatch < 0) {
      throw new IllegalArgumentException("minibatch: expected 0 or more, found " + minibatch);
    }
    silence(batch);
    SplittableRandom random = new SplittableRandom(mix(mix(seed) + minibatch));
    int[] swapped = new int[samples];
    for (int b = 0; b < samples; b++) {
      swapped[b] = random.nextInt(b, n);
      swap(b, swapped[b]);
      training.addTo(batch, b, order[b]);
    }
    // Back to the identity, so that the next minibatch depends on nothing but its number.
    for (int b = samples - 1; b >= 0; b--) {
      swap(b, swapped[b]);
    }
    batch.use(samples);
  }

  private void swap(int a, int b) {
    int kept = order[a];
    order[a] = order[b];
    order[b] = kept;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public void validation(int first, Batch batch) {
    evaluate(validation, first, batch);
  }

  @Override
  public void test(int first, Batch batch) {
    evaluate(test, first, batch);
  }

  private void evaluate(Frames frames, int first, Batch batch) {
    requireShape(batch);
    if (first < 0 || first >= frames.size()) {
      throw new IllegalArgumentException(
          "first: expected 0 to " + (frames.size() - 1) + ", found " + first);
    }
    silence(batch);
    int used = Math.min(batch.samples(), frames.size() - first);
    for (int b = 0; b < used; b++) {
      frames.addTo(batch, b, first + b);
    }
    batch.use(used);
  }

  private void requireShape(Batch batch) {
    if (batch.steps() != steps() || batch.units() != units) {
      throw new IllegalArgumentException(
          "batch: expected "
              + steps()
              + " steps of "
              + units
              + " units, found "
              + batch.steps()
              + " of "
              + batch.units());
    }
  }

  private static void silence(Batch batch) {
    for (int t = 0; t < batch.steps(); t++) {
      Arrays.fill(batch.input(t), 0);
    }
    Arrays.fill(batch.labels(), 0);
  }

  /** Nothing to close: the files were closed when they had been read. */
  @Override
  public void close() {}
}
