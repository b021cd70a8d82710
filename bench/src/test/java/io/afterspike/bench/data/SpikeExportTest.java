package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.Npz;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written as HDF5 or npz is read back as it was, spike by spike. */
class SpikeExportTest {
  @TempDir Path folder;

  /** Recordings in memory. */
  private record Memory(
      List<Recording> all, int units, int classes, List<String> classNames, TimeType timeType)
      implements Recordings {
    @Override
    public Path file() {
      return Path.of("memory");
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public int label(int index) {
      return all.get(index).label();
    }

    @Override
    public int events(int index) {
      return all.get(index).events();
    }

    @Override
    public Recording recording(int index) {
      return all.get(index);
    }

    @Override
    public void close() {}
  }

  private Path hdf5(Recordings recordings) throws IOException {
    Path file = folder.resolve("written.h5");
    AtomicFiles.write(file, out -> SpikeExport.writeHdf5(recordings, out));
    return file;
  }

  private Path npz(Recordings recordings) throws IOException {
    Path file = folder.resolve("written.npz");
    AtomicFiles.write(file, out -> SpikeExport.writeNpz(recordings, out));
    return file;
  }

  private static void assertSame(Recordings expected, Recordings actual) {
    assertEquals(expected.size(), actual.size());
    assertEquals(expected.units(), actual.units());
    assertEquals(expected.classes(), actual.classes());
    assertEquals(expected.classNames(), actual.classNames());
    assertEquals(expected.timeType(), actual.timeType());
    for (int i = 0; i < expected.size(); i++) {
      Recording a = expected.recording(i);
      Recording b = actual.recording(i);
      assertEquals(a.label(), b.label(), "label " + i);
      assertArrayEquals(a.seconds(), b.seconds(), "times " + i);
      assertArrayEquals(a.units(), b.units(), "units " + i);
    }
  }

  @Test
  void filesComeBackBothWaysAndAreStable() throws IOException {
    for (String name : List.of("good/filtered.h5", "good/float64.h5", "good/float32.h5")) {
      try (Recordings original = SpikeSource.open(SpikeFixtures.path(name))) {
        Path h5 = hdf5(original);
        Path arrays = npz(original);
        byte[] before = Files.readAllBytes(h5);
        byte[] arraysBefore = Files.readAllBytes(arrays);
        try (Recordings read = SpikeSource.open(h5)) {
          assertSame(original, read);
          npz(read);
        }
        assertArrayEquals(arraysBefore, Files.readAllBytes(arrays));
        try (Recordings read = SpikeSource.open(arrays)) {
          assertSame(original, read);
          hdf5(read);
        }
        assertArrayEquals(before, Files.readAllBytes(h5));
      }
    }
  }

  /** Several heaps, silent recordings between, one recording larger than a heap, few units. */
  @Test
  void manyAndLongRecordingsComeBack() throws IOException {
    Random random = new Random(7);
    List<Recording> all = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      int events = i == 3000 ? 90_000 : i % 7 == 0 ? 0 : random.nextInt(40);
      double[] seconds = random.doubles(events).sorted().toArray();
      all.add(new Recording(random.nextInt(3), seconds, random.ints(events, 0, 50).toArray()));
    }
    Memory memory = new Memory(all, 50, 3, List.of("a", "ä", ""), TimeType.FLOAT64);
    try (Recordings read = SpikeSource.open(hdf5(memory));
        Recordings arrays = SpikeSource.open(npz(memory))) {
      assertSame(memory, read);
      assertSame(memory, arrays);
    }
  }

  @Test
  void silenceComesBack() throws IOException {
    Recording silent = new Recording(0, new double[0], new int[0]);
    Memory memory = new Memory(List.of(silent, silent), 700, 1, List.of(), TimeType.FLOAT16);
    try (Recordings read = SpikeSource.open(hdf5(memory));
        Recordings arrays = SpikeSource.open(npz(memory))) {
      assertSame(memory, read);
      assertSame(memory, arrays);
    }
  }

  /** One-millisecond steps of the written file are the data set again, minibatch by minibatch. */
  @Test
  void randmanComesBackThroughAFile() throws IOException {
    for (RandmanCoding coding : RandmanCoding.values()) {
      RandmanOptions options = new RandmanOptions(coding, 4, 20, 30, 1, 2, 100, 3, 5, 200, 150);
      try (Randman data = new Randman(options, false)) {
        for (RandmanRecordings.Part part : RandmanRecordings.Part.values()) {
          RandmanRecordings recordings = RandmanRecordings.of(data, part, 130, 9);
          Batch batch = new Batch(30, 128, 20);
          Binning steps = Binning.of(30, "0.001", "counts");
          try (Recordings read = SpikeSource.open(hdf5(recordings))) {
            assertEquals(20, read.units());
            for (int i = 0; i < 130; i++) {
              if (i % 128 == 0) {
                fill(data, part, i, batch);
              }
              assertEquals(batch.labels()[i % 128], read.label(i));
              int[][] frames = steps.frames(read.recording(i), 20);
              for (int t = 0; t < 30; t++) {
                for (int u = 0; u < 20; u++) {
                  assertEquals(batch.input(t)[i % 128 * 20 + u], frames[t][u], 0);
                }
              }
            }
          }
        }
      }
    }
  }

  private static void fill(Dataset data, RandmanRecordings.Part part, int first, Batch batch) {
    switch (part) {
      case TRAINING -> data.training(9, first / 128, batch);
      case VALIDATION -> data.validation(first, batch);
      case TEST -> data.test(first, batch);
    }
  }

  @Test
  void framesAreThoseThatTrainingSees() {
    for (String range : List.of("own", "0.01")) {
      for (String values : List.of("counts", "binary")) {
        Binning binning = Binning.of(7, range, values);
        for (int r = 0; r < SpikeFixtures.RECORDINGS; r++) {
          Recording recording = SpikeFixtures.recording(r);
          int[][] frames = binning.frames(recording, 700);
          int[][] expected = new int[7][700];
          Frames.of(recording, 700, binning).forEach(0, (t, u, v) -> expected[t][u] = v);
          assertArrayEquals(expected, frames, binning + ", recording " + r);
        }
      }
    }
  }

  @Test
  void wrongArraysAreRefused() throws IOException {
    assertWrong("offsets", NpyArray.of(new long[] {0, 3, 2}, 3), "offsets, 2: expected 3 to 4");
    assertWrong("offsets", NpyArray.of(new long[] {0, 2, 3}, 3), "expected 0 first and 4 last");
    assertWrong("labels", NpyArray.of(new int[] {0}, 1), "labels: expected 2");
    assertWrong("labels", NpyArray.of(new int[] {0, -1}, 2), "labels, 1: expected 0 to 999");
    assertWrong("times", NpyArray.of(new int[4], 4), "times: expected floating-point numbers");
    assertWrong("times", NpyArray.of(new double[] {0, 1, 2, 1}, 4), "recording 1");
    assertWrong("times", NpyArray.of(new double[] {0, Double.NaN, 1, 1}, 4), "recording 0");
    assertWrong("units", NpyArray.of(new int[] {0, 1, 2, 30}, 4), "expected 0 to 29, found 30");
    assertWrong("unit_count", NpyArray.of(new int[] {0}), "unit_count, 0: expected 1 to 65536");
    assertWrong("unit_count", NpyArray.of(new int[] {9}, 1), "unit_count: expected 0 dimensions");
    assertWrong("other", NpyArray.of(new int[] {9}, 1), "arrays: expected only");
  }

  private void assertWrong(String name, NpyArray array, String message) throws IOException {
    TreeMap<String, NpyArray> arrays = new TreeMap<>();
    arrays.put("times", NpyArray.of(new double[] {0, 1, 0, 1}, 4));
    arrays.put("units", NpyArray.of(new int[] {0, 1, 2, 29}, 4));
    arrays.put("offsets", NpyArray.of(new long[] {0, 2, 4}, 3));
    arrays.put("labels", NpyArray.of(new int[] {0, 1}, 2));
    arrays.put("unit_count", NpyArray.of(new int[] {30}));
    Path file = folder.resolve("wrong.npz");
    AtomicFiles.write(file, out -> Npz.write(arrays, out));
    assertEquals(2, EventArchive.open(file).size());
    arrays.put(name, array);
    AtomicFiles.write(file, out -> Npz.write(arrays, out));
    DataFormatException e = assertThrows(DataFormatException.class, () -> EventArchive.open(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
