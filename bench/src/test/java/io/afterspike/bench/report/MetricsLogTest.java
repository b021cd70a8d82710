package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class MetricsLogTest {
  private static final int ROWS = 30;

  @TempDir Path folder;
  private Path csv;
  private Path json;

  @BeforeEach
  void files() {
    csv = folder.resolve("metrics.csv");
    json = folder.resolve("metrics.jsonl");
  }

  /** Values that are hard to write; validation only now and then. */
  private static double[] row(long step) {
    Random random = new Random(step);
    double[] values = new double[4];
    Arrays.setAll(values, i -> HostileTexts.number(random));
    if (step % 5 != 0) {
      values[2] = Double.NaN;
      values[3] = Double.NaN;
    }
    return values;
  }

  private static void append(MetricsLog log, long from, long to) throws IOException {
    for (long step = from; step <= to; step++) {
      log.append(step, row(step));
    }
  }

  /** The bytes of a run that nothing interrupted: csv, json. */
  private List<byte[]> uninterrupted() throws IOException {
    Path otherCsv = folder.resolve("whole.csv");
    Path otherJson = folder.resolve("whole.jsonl");
    try (MetricsLog log = MetricsLog.create(otherCsv, otherJson, Metrics.TRAINING)) {
      append(log, 1, ROWS);
    }
    return List.of(Files.readAllBytes(otherCsv), Files.readAllBytes(otherJson));
  }

  private MetricsLog resume(long step) throws IOException {
    return MetricsLog.resume(csv, json, Metrics.TRAINING, step);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    try (MetricsLog log = MetricsLog.create(csv, json, Metrics.TRAINING)) {
      append(log, 1, 500);
      log.force();
    }
    Metrics read = MetricsLog.read(csv);
    assertEquals(500, read.rows());
    assertEquals(Metrics.TRAINING, read.columns());
    for (int i = 0; i < 500; i++) {
      assertEquals(i + 1, read.step(i));
      assertArrayEquals(row(i + 1), read.values(i), "row " + i);
    }
  }

  @Test
  void theTextIsPlain() throws IOException {
    try (MetricsLog log = MetricsLog.create(csv, json, Metrics.TRAINING)) {
      log.append(1, 2.5, 0.1, Double.NaN, Double.NaN);
      log.append(2, 1e-300, Double.POSITIVE_INFINITY, 1.0 / 3, 1);
    }
    assertEquals(
        """
        minibatch,loss,accuracy,validation_loss,validation_accuracy
        1,2.5,0.1,,
        2,1.0E-300,Infinity,0.3333333333333333,1.0
        """,
        Files.readString(csv));
    assertEquals(
        """
        {"minibatch":1,"loss":2.5,"accuracy":0.1}
        {"minibatch":2,"loss":1.0E-300,"accuracy":"Infinity",\
        "validation_loss":0.3333333333333333,"validation_accuracy":1.0}
        """,
        Files.readString(json));
  }

  @Test
  void everyLineIsJson() throws IOException {
    try (MetricsLog log = MetricsLog.create(csv, json, Metrics.TRAINING)) {
      append(log, 1, 200);
    }
    List<String> lines = Files.readAllLines(json);
    assertEquals(200, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertJson(lines.get(i), i + 1, row(i + 1));
    }
  }

  private static void assertJson(String line, long step, double[] values) {
    double[] read = new double[values.length];
    Arrays.fill(read, Double.NaN);
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
      assertEquals(JsonToken.START_OBJECT, parser.nextToken());
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        int column = Metrics.TRAINING.indexOf(parser.currentName());
        parser.nextToken();
        if (column == 0) {
          assertEquals(step, parser.getLongValue());
        } else {
          read[column - 1] = Double.parseDouble(parser.getString());
        }
      }
      assertEquals(JsonToken.END_OBJECT, parser.currentToken());
    }
    assertArrayEquals(values, read, line);
  }

  @Test
  void aRunResumedAtAnEarlierStepLeavesTheSameBytes() throws IOException {
    List<byte[]> expected = uninterrupted();
    for (int killed = 0; killed <= ROWS; killed += 10) {
      for (int resumed = 0; resumed <= killed; resumed += 5) {
        Files.deleteIfExists(csv);
        Files.deleteIfExists(json);
        try (MetricsLog log = MetricsLog.create(csv, json, Metrics.TRAINING)) {
          append(log, 1, killed);
        }
        try (MetricsLog log = resume(resumed)) {
          append(log, resumed + 1, ROWS);
        }
        assertSame(expected, "killed after " + killed + ", resumed at " + resumed);
      }
    }
  }

  @Test
  void aTornLastLineIsDropped() throws IOException {
    List<byte[]> expected = uninterrupted();
    byte[] whole = expected.get(0);
    int last = new String(whole, StandardCharsets.UTF_8).lastIndexOf('\n', whole.length - 2) + 1;
    for (int length = last; length < whole.length; length++) {
      Files.write(csv, Arrays.copyOf(whole, length));
      Files.write(json, new byte[] {'{'});
      assertEquals(ROWS - 1, MetricsLog.read(csv).rows(), "cut at " + length);
      try (MetricsLog log = resume(ROWS)) {
        append(log, ROWS, ROWS);
      }
      assertSame(expected, "cut at " + length);
    }
  }

  @Test
  void zerosAfterALossOfPowerAreDropped() throws IOException {
    byte[] whole = uninterrupted().get(0);
    int last = new String(whole, StandardCharsets.UTF_8).lastIndexOf('\n', whole.length - 2) + 1;
    Arrays.fill(whole, last, whole.length - 1, (byte) 0);
    Files.write(csv, whole);
    assertEquals(ROWS - 1, MetricsLog.read(csv).rows());
  }

  @Test
  void damageElsewhereIsAnErrorThatNamesTheLine() throws IOException {
    String whole = new String(uninterrupted().get(0), StandardCharsets.UTF_8);
    String[] lines = whole.split("\n");
    for (String bad : new String[] {"", "x", "7", "7,1,2,3,4,5", "7,1,2,3,\u001b", "2,1,1,,"}) {
      lines[7] = bad;
      Files.writeString(csv, String.join("\n", lines) + "\n");
      IOException e = assertThrows(IOException.class, () -> MetricsLog.read(csv), bad);
      assertTrue(
          e.getMessage().startsWith(csv + ":8: expected a row of minibatch,"), e::getMessage);
    }
    Files.writeString(csv, "");
    IOException empty = assertThrows(IOException.class, () -> MetricsLog.read(csv));
    assertEquals(csv + ":1: expected the names of the columns, found ''", empty.getMessage());
    Files.write(csv, new byte[1 << 20]);
    assertThrows(IOException.class, () -> MetricsLog.read(csv));
  }

  @Test
  void otherColumnsAreNotResumed() throws IOException {
    Files.writeString(csv, "minibatch,loss\n1,2.0\n");
    IOException e = assertThrows(IOException.class, () -> resume(1));
    assertEquals(
        csv + ":1: expected the columns " + Metrics.TRAINING + ", found [minibatch, loss]",
        e.getMessage());
    Files.delete(csv);
    IOException none = assertThrows(IOException.class, () -> resume(1));
    assertEquals(csv + ": cannot be read: no such file", none.getMessage());
  }

  @Test
  void earlierResultsAreNotOverwritten() throws IOException {
    Files.writeString(json, "{}\n");
    assertThrows(IOException.class, () -> MetricsLog.create(csv, json, Metrics.TRAINING));
    assertEquals("{}\n", Files.readString(json));
  }

  @Test
  void aFullDiskLosesNoRowThatWasWritten() throws IOException {
    List<byte[]> expected = uninterrupted();
    for (int fitting = 0; fitting < expected.get(0).length - 60; fitting += 101) {
      MetricsLog.create(csv, json, Metrics.TRAINING).close();
      int room = fitting;
      long written = 0;
      try (MetricsLog log =
          MetricsLog.resume(csv, json, Metrics.TRAINING, 0, new FullDisk(csv, room))) {
        IOException e = null;
        while (e == null) {
          try {
            log.append(written + 1, row(written + 1));
            written++;
          } catch (IOException full) {
            e = full;
          }
        }
        assertEquals(csv + ": cannot be written: No space left on device", e.getMessage());
        // There may be room again, but nothing may follow a torn line.
        long step = written + 1;
        assertThrows(IOException.class, () -> log.append(step, row(step)));
      }
      assertEquals(written, MetricsLog.read(csv).rows(), "room for " + room);
      try (MetricsLog log = resume(ROWS)) {
        append(log, written + 1, ROWS);
      }
      assertSame(expected, "room for " + room);
      Files.delete(csv);
      Files.delete(json);
    }
  }

  @Test
  void wrongRowsAreNamed() throws IOException {
    try (MetricsLog log = MetricsLog.create(csv, json, Metrics.TRAINING)) {
      append(log, 5, 5);
      assertMessage("step: expected more than 5, found 5", () -> log.append(5, row(5)));
      assertMessage("measured: expected 4 values, found 1", () -> log.append(6, 1));
      append(log, 6, 6);
    }
    assertEquals(2, MetricsLog.read(csv).rows());
    assertMessage(
        "columns: expected a name of small letters, digits and _, found 'a,b'",
        () -> new Metrics(List.of("step", "a,b")));
    assertMessage(
        "columns: expected different names, found [a, a]", () -> new Metrics(List.of("a", "a")));
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void assertMessage(String message, Call call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private void assertSame(List<byte[]> expected, String when) throws IOException {
    assertArrayEquals(expected.get(0), Files.readAllBytes(csv), when + ", csv");
    assertArrayEquals(expected.get(1), Files.readAllBytes(json), when + ", json");
  }

  /** A disk on which one file can grow only so much more. */
  private static final class FullDisk extends Disk {
    private final Path limited;
    private int room;

    FullDisk(Path limited, int room) {
      this.limited = limited;
      this.room = room;
    }

    @Override
    FileOutputStream append(Path file) throws IOException {
      return !file.equals(limited)
          ? super.append(file)
          : new FileOutputStream(file.toFile(), true) {
            @Override
            public void write(byte[] bytes) throws IOException {
              int fitting = Math.min(room, bytes.length);
              super.write(bytes, 0, fitting);
              room -= fitting;
              if (fitting < bytes.length) {
                throw new IOException("No space left on device");
              }
            }
          };
    }
  }
}
