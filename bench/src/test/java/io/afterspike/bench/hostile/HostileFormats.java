package io.afterspike.bench.hostile;

import com.sun.management.ThreadMXBean;
import io.afterspike.bench.checkpoint.CheckpointFormatException;
import io.afterspike.bench.checkpoint.Safetensors;
import io.afterspike.bench.data.DataFormatException;
import io.afterspike.bench.data.EventArchive;
import io.afterspike.bench.data.FileMutations;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeExport;
import io.afterspike.bench.data.SpikeFile;
import io.afterspike.bench.data.SpikeFixtures;
import io.afterspike.bench.exchange.NetworkWeights;
import io.afterspike.bench.exchange.WeightFiles;
import io.afterspike.bench.train.ConfigFile;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.LifParameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Damages good files of every format that is read, and counts what comes of it: each is read, or
 * refused with the one exception that its reader declares, in one line, with bounded memory.
 */
final class HostileFormats {
  /** What became of the damaged files of one format. */
  record Outcome(String format, int files, int read, int refused, long mostAllocated) {}

  /** How files of one format are made and read. */
  private record Format(
      String name,
      String ending,
      Class<? extends Exception> declared,
      List<byte[]> originals,
      Damage damage,
      Consumer<Path> reader) {}

  private interface Damage {
    byte[] of(byte[] original, SplittableRandom random) throws IOException;
  }

  /** Parts of TOML, right and wrong ones. */
  private static final String[] PIECES = {
    "=",
    "[",
    "]",
    "[[",
    "\"",
    "\"\"\"",
    "'",
    "#",
    "\n",
    ".",
    "_",
    "-",
    "1e999",
    "inf",
    "nan",
    "0x",
    "9223372036854775808",
    "1979-05-27",
    "true",
    "{",
    "}",
    "{a={a={a=",
    "[[[[[[[[",
    "\\u0000",
    "\\ud800",
    "layers = \"1-1\"\n",
    "leak = 2\n",
    "seed = \"x\"\n",
    "rule",
    "lr",
    "\0",
    "\ufeff"
  };

  private final Path folder;
  private final List<Format> formats = new ArrayList<>();

  HostileFormats(Path folder) throws IOException {
    this.folder = folder;
    List<byte[]> spikes = new ArrayList<>();
    for (Path path : SpikeFixtures.good()) {
      spikes.add(Files.readAllBytes(path));
    }
    add("HDF5", ".h5", DataFormatException.class, spikes, FileMutations::mutate, this::readSpikes);
    List<byte[]> archives = List.of(events(), compressed(events()));
    add("npz", ".npz", DataFormatException.class, archives, this::damageZip, this::readEvents);
    List<byte[]> weights = new ArrayList<>();
    for (String ending : List.of(".npz", ".safetensors", ".nir")) {
      Path file = folder.resolve("good" + ending);
      WeightFiles.write(file, weights(), 1e-3, text -> {});
      weights.add(Files.readAllBytes(file));
    }
    add(
        "npz of weights",
        ".npz",
        DataFormatException.class,
        List.of(weights.get(0), compressed(weights.get(0))),
        this::damageZip,
        this::readWeights);
    add(
        "safetensors",
        ".safetensors",
        CheckpointFormatException.class,
        List.of(weights.get(1)),
        FileMutations::mutate,
        Safetensors::read);
    add(
        "NIR",
        ".nir",
        DataFormatException.class,
        List.of(weights.get(2)),
        FileMutations::mutate,
        this::readWeights);
    byte[] toml = ConfigFile.write(TrainingConfig.of(Map.of())).getBytes(StandardCharsets.UTF_8);
    add(
        "TOML",
        ".toml",
        IllegalArgumentException.class,
        List.of(toml),
        HostileFormats::damageText,
        path -> TrainingConfig.of(ConfigFile.read(path)));
  }

  private void add(
      String name,
      String ending,
      Class<? extends Exception> declared,
      List<byte[]> originals,
      Damage damage,
      Consumer<Path> reader) {
    formats.add(new Format(name, ending, declared, originals, damage, reader));
  }

  /**
   * Damages {@code count} files, the formats in turn. Anything but a return or the declared
   * exception is an AssertionError that says how to make the file again.
   */
  List<Outcome> run(int count, long seed) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (int f = 0; f < formats.size(); f++) {
      int share = count / formats.size() + (f < count % formats.size() ? 1 : 0);
      outcomes.add(run(formats.get(f), share, seed));
    }
    return outcomes;
  }

  private Outcome run(Format format, int count, long seed) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int read = 0;
    long most = 0;
    for (int n = 0; n < count; n++) {
      byte[] original = format.originals().get(n % format.originals().size());
      byte[] bytes = format.damage().of(original, new SplittableRandom(seed + n));
      Path file = Files.write(folder.resolve("damaged" + n + format.ending()), bytes);
      String which = format.name() + ", seed " + (seed + n) + ": ";
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        format.reader().accept(file);
        read++;
      } catch (Throwable e) {
        boolean declared =
            format.declared().isInstance(e)
                || format.name().equals("NIR") && e instanceof DataFormatException;
        if (!declared || e.getMessage() == null) {
          throw new AssertionError(which + e, e);
        }
        if (!format.name().equals("TOML") && e.getMessage().lines().count() != 1) {
          throw new AssertionError(which + "not one line: " + e.getMessage(), e);
        }
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      most = Math.max(most, allocated);
      // Sound readers stay below 6 MB; two that asked before they looked took 1,200 and 4,300 MB.
      if (allocated > (32L << 20) + 100L * bytes.length) {
        throw new AssertionError(which + allocated + " bytes allocated for " + bytes.length);
      }
      Files.delete(file);
    }
    return new Outcome(format.name(), count, read, count - read, most);
  }

  private static NetworkWeights weights() {
    int[] sizes = {5, 4, 3};
    float[] parameters = new float[6 * 4 + 5 * 3];
    SplittableRandom random = new SplittableRandom(3);
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = (float) random.nextDouble();
    }
    return NetworkWeights.ofParameters(parameters, sizes, true, LifParameters.PUBLISHED);
  }

  private static byte[] events() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Recordings recordings = SpikeFile.open(SpikeFixtures.path("good/float32.h5"))) {
      SpikeExport.writeNpz(recordings, out);
    }
    return out.toByteArray();
  }

  private void readSpikes(Path path) {
    try (Recordings file = SpikeFile.open(path)) {
      for (int r = 0; r < file.size(); r++) {
        file.recording(r);
      }
    }
  }

  private void readEvents(Path path) {
    try (Recordings file = EventArchive.open(path)) {
      for (int r = 0; r < file.size(); r++) {
        file.recording(r);
      }
    }
  }

  private void readWeights(Path path) {
    try {
      WeightFiles.read(path, WeightFiles.Layout.IN_OUT, 1e-3, text -> {}).parameters();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Half of the time the archive is damaged, else an array in it, whose checksum is made right. */
  private byte[] damageZip(byte[] original, SplittableRandom random) throws IOException {
    if (random.nextBoolean()) {
      return FileMutations.mutate(original, random);
    }
    List<String> names = new ArrayList<>();
    List<byte[]> contents = unzipped(original, names);
    int chosen = random.nextInt(contents.size());
    contents.set(chosen, FileMutations.mutate(contents.get(chosen), random));
    return zipped(names, contents, random.nextBoolean());
  }

  private static byte[] compressed(byte[] archive) throws IOException {
    List<String> names = new ArrayList<>();
    return zipped(names, unzipped(archive, names), true);
  }

  private static List<byte[]> unzipped(byte[] archive, List<String> names) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        contents.add(zip.readAllBytes());
      }
    }
    return contents;
  }

  private static byte[] zipped(List<String> names, List<byte[]> contents, boolean deflated)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < contents.size(); i++) {
        ZipEntry entry = new ZipEntry(names.get(i));
        if (!deflated) {
          CRC32 sum = new CRC32();
          sum.update(contents.get(i));
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(contents.get(i).length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(contents.get(i));
      }
    }
    return out.toByteArray();
  }

  private static byte[] damageText(byte[] original, SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      return FileMutations.mutate(original, random);
    }
    StringBuilder text = new StringBuilder(new String(original, StandardCharsets.UTF_8));
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      int at = random.nextInt(text.length());
      String piece = PIECES[random.nextInt(PIECES.length)];
      if (random.nextBoolean()) {
        text.insert(at, piece);
      } else {
        text.replace(at, Math.min(text.length(), at + 1 + random.nextInt(12)), piece);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
