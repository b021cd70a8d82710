package io.afterspike.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Opens damaged copies of good files and counts what comes of it. The unit test runs a few
 * thousand; {@link #main} runs as many as asked for.
 */
public final class HostileFiles {
  /** What became of a run: files still read, files refused, and the slowest, in milliseconds. */
  public record Outcome(int read, int refused, int refusedByLibrary, long slowestMillis) {}

  private HostileFiles() {}

  /**
   * Feeds {@code count} damaged copies of {@code originals}, in turn, to {@code reader}. Anything
   * but a return or a {@link DataFormatException} ends the run with an AssertionError that says how
   * to make the same file again.
   *
   * @param folder where each copy is written before it is read
   */
  public static Outcome run(
      List<Path> originals, int count, long seed, Path folder, Consumer<Path> reader)
      throws IOException {
    byte[][] contents = new byte[originals.size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Files.readAllBytes(originals.get(i));
    }
    int read = 0;
    int refused = 0;
    int refusedByLibrary = 0;
    long slowest = 0;
    for (int n = 0; n < count; n++) {
      int original = n % contents.length;
      byte[] bytes = FileMutations.mutate(contents[original], new SplittableRandom(seed + n));
      Path copy = folder.resolve("damaged-" + n + ".h5");
      Files.write(copy, bytes);
      long start = System.nanoTime();
      try {
        reader.accept(copy);
        read++;
      } catch (DataFormatException e) {
        refused++;
        refusedByLibrary += e.getMessage().contains("a sound file") ? 1 : 0;
        if (e.getMessage().lines().count() != 1) {
          throw new AssertionError("not one line: " + e.getMessage(), e);
        }
      } catch (Throwable e) {
        throw new AssertionError(
            "damaged copy of " + originals.get(original) + ", seed " + (seed + n) + ": " + e, e);
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
      Files.delete(copy);
    }
    return new Outcome(read, refused, refusedByLibrary, slowest / 1_000_000);
  }

  /** Opens {@code path} and reads every recording; what is read must hold what is promised. */
  static void readAll(Path path) {
    try (SpikeFile file = SpikeFile.open(path)) {
      for (int r = 0; r < file.size(); r++) {
        Recording recording = file.recording(r);
        if (recording.events() != file.events(r)
            || recording.label() != file.label(r)
            || recording.label() >= file.classes()
            || recording.units().length != recording.seconds().length) {
          throw new IllegalStateException("recording " + r + " is not what the file promised");
        }
      }
    }
  }

  /**
   * {@code HostileFiles COUNT SEED FILE...}: damages the files COUNT times and prints the outcome.
   */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    List<Path> originals =
        List.of(arguments).subList(2, arguments.length).stream().map(Path::of).toList();
    Path folder = Files.createTempDirectory("hostile-files-");
    try {
      Outcome outcome = run(originals, count, seed, folder, HostileFiles::readAll);
      System.out.printf(
          Locale.ROOT,
          "%d damaged files: %d read, %d refused (%d of them after a failure in the HDF5 library),"
              + " 0 escaped; slowest %d ms%n",
          count,
          outcome.read(),
          outcome.refused(),
          outcome.refusedByLibrary(),
          outcome.slowestMillis());
    } finally {
      Files.delete(folder);
    }
  }
}
