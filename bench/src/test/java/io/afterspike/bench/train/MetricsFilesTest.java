package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFilesTest {
  private static final double NONE = Double.NaN;
  private static final List<TrainingRow> ROWS =
      List.of(
          new TrainingRow(1, 2.995732273553991, 0.25, NONE, NONE),
          new TrainingRow(2, 1e-300, 0, 0.1 + 0.2, 1),
          new TrainingRow(3, Double.MIN_VALUE, 1.0 / 3, NONE, NONE),
          new TrainingRow(4, 12345678.9, 1, 0, 0));

  @TempDir Path path;
  private RunFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = RunFolder.create(path.resolve("run"), "unused");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    MetricsFiles.write(folder, ROWS);
    for (int n = 0; n <= ROWS.size(); n++) {
      assertEquals(ROWS.subList(0, n), MetricsFiles.read(folder, n));
    }
    assertEquals(
        """
        minibatch,loss,accuracy,validation_loss,validation_accuracy
        1,2.995732273553991,0.25,,
        2,1.0E-300,0.0,0.30000000000000004,1.0
        3,4.9E-324,0.3333333333333333,,
        4,1.23456789E7,1.0,0.0,0.0
        """,
        Files.readString(folder.metricsCsv()));
    assertEquals(
        """
        {"minibatch":1,"loss":2.995732273553991,"accuracy":0.25}
        {"minibatch":2,"loss":1.0E-300,"accuracy":0.0,"validation_loss":0.30000000000000004,"validation_accuracy":1.0}
        {"minibatch":3,"loss":4.9E-324,"accuracy":0.3333333333333333}
        {"minibatch":4,"loss":1.23456789E7,"accuracy":1.0,"validation_loss":0.0,"validation_accuracy":0.0}
        """,
        Files.readString(folder.metricsJson()));
  }

  @Test
  void aTornFileIsRefusedAtItsLine() throws IOException {
    MetricsFiles.write(folder, ROWS);
    byte[] whole = Files.readAllBytes(folder.metricsCsv());
    int lastRow = new String(whole, StandardCharsets.UTF_8).lastIndexOf("\n4,") + 1;
    for (int length = 0; length < whole.length; length++) {
      Files.write(folder.metricsCsv(), Arrays.copyOf(whole, length));
      String message = refused();
      assertTrue(message.startsWith(folder.metricsCsv() + ":"), message);
    }
    Files.write(folder.metricsCsv(), Arrays.copyOf(whole, lastRow));
    assertEquals(
        folder.metricsCsv() + ":5: expected the five values of minibatch 4, found no whole line",
        refused());
  }

  private String refused() {
    return assertThrows(IllegalArgumentException.class, () -> MetricsFiles.read(folder, 4))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2,1,1",
        "2,1,1,,,",
        "2,,1,,",
        "3,1,1,,",
        "two,1,1,,",
        "2,1,1,1,",
        "2,1,1,,1",
        "2,x,1,,",
        "",
        " ",
        "2,1,1.0,,",
        "+2,1.0,1.0,,",
        "2;1;1;;",
        "2,1,1,\u0000,",
        "99999999999999999999,1,1,,"
      })
  void anEditedRowIsRefused(String row) throws IOException {
    MetricsFiles.write(folder, ROWS);
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.metricsCsv()));
    lines.set(2, row);
    Files.write(folder.metricsCsv(), lines);
    assertEquals(
        folder.metricsCsv() + ":3: expected the five values of minibatch 2, found '" + row + "'",
        refused());
  }

  @Test
  void whateverIsInTheFileNothingElseEscapes() throws IOException {
    MetricsFiles.write(folder, ROWS);
    byte[] whole = Files.readAllBytes(folder.metricsCsv());
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int n = 0; n < 500; n++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(folder.metricsCsv(), damaged);
      try {
        assertEquals(4, MetricsFiles.read(folder, 4).size());
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith(folder.metricsCsv().toString()), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 300, "refused " + refused);
  }
}
