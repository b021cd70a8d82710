package io.afterspike.bench.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.npy.NpyFiles;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of other sizes, seeds and smoothness than the committed ones, computed plainly here. */
class RandmanPartTest {
  private static final int CLASSES = 3;
  private static final int UNITS = 2;
  private static final int DIMENSIONS = 2;
  private static final int POINTS = 11;
  private static final int STEPS = 7;
  private static final int ROWS = 13;
  private static final double SMOOTHNESS = 2.5;

  /** Those of 0.001^(-1/2.5) = 15.8. */
  private static final int FREQUENCIES = 16;

  private static final int HEAD = 3;
  private static final String WORDS =
      "rng=SplitMix64(-4): alpha 2.5; k = floor(7*std); R uses SplitMix64(70)";

  @TempDir Path folder;

  private final Map<String, String> listed = new LinkedHashMap<>();

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(folder.resolve("parts"));
    SplittableRandom random = new SplittableRandom(-4);
    double[][] theta = new double[CLASSES * UNITS * DIMENSIONS * 3][FREQUENCIES];
    for (double[] values : theta) {
      Arrays.setAll(values, i -> random.nextDouble());
    }
    for (int s = 0; s < theta.length; s += 3) {
      theta[s][0] = 0;
    }
    double[] x = new double[POINTS * DIMENSIONS];
    Arrays.setAll(x, i -> random.nextDouble());
    double[] y = new double[CLASSES * POINTS * UNITS];
    Arrays.setAll(y, k -> coordinate(theta, x, k / UNITS / POINTS, k / UNITS % POINTS, k % UNITS));
    double[] standardised = standardised(y);
    double[] k = Arrays.stream(standardised).map(s -> Math.floor(STEPS * s)).toArray();

    double[] head = Arrays.stream(theta).flatMapToDouble(t -> Arrays.stream(t, 0, HEAD)).toArray();
    array("theta_head", NpyType.F8, List.of(CLASSES, UNITS, DIMENSIONS, 3, HEAD), head);
    array("x", NpyType.F8, List.of(POINTS, DIMENSIONS), x);
    array("y", NpyType.F8, List.of(CLASSES, POINTS, UNITS), y);
    array("std", NpyType.F8, List.of(CLASSES, POINTS, UNITS), standardised);
    array("k", NpyType.I4, List.of(CLASSES * POINTS, UNITS), k);
    array("tspikes", NpyType.U1, List.of(STEPS, ROWS, UNITS), temporal(k));
    array("rspikes", NpyType.U1, List.of(STEPS, ROWS, UNITS), rate(k));
    index(WORDS);
  }

  private static double coordinate(double[][] theta, double[] x, int c, int point, int unit) {
    double product = 1;
    for (int d = 0; d < DIMENSIONS; d++) {
      int s = ((c * UNITS + unit) * DIMENSIONS + d) * 3;
      double sum = 0;
      for (int i = 0; i < FREQUENCIES; i++) {
        double turns = i * x[point * DIMENSIONS + d] * theta[s + 1][i] + theta[s + 2][i];
        sum += theta[s][i] / (Math.pow(i + 1, SMOOTHNESS) + 1) * Math.sin(2 * Math.PI * turns);
      }
      product *= sum;
    }
    return product;
  }

  private static double[] standardised(double[] y) {
    double[] standardised = new double[y.length];
    for (int k = 0; k < y.length; k++) {
      int first = k / (POINTS * UNITS) * POINTS * UNITS + k % UNITS;
      double[] all = IntStream.range(0, POINTS).mapToDouble(p -> y[first + p * UNITS]).toArray();
      double least = Arrays.stream(all).min().orElseThrow();
      double most = Arrays.stream(all).max().orElseThrow();
      standardised[k] = (y[k] - least) / (most - least + 1e-7);
    }
    return standardised;
  }

  private static double[] temporal(double[] k) {
    double[] spikes = new double[STEPS * ROWS * UNITS];
    for (int j = 0; j < ROWS * UNITS; j++) {
      spikes[(int) k[j] * ROWS * UNITS + j] = 1;
    }
    return spikes;
  }

  private static double[] rate(double[] k) {
    int courses = ROWS * UNITS;
    SplittableRandom random = new SplittableRandom(70);
    double[] keys = new double[STEPS * courses];
    Arrays.setAll(keys, i -> random.nextDouble());
    double[] spikes = new double[keys.length];
    for (int course = 0; course < courses; course++) {
      int j = course;
      List<Integer> order =
          IntStream.range(0, STEPS)
              .boxed()
              .sorted(Comparator.comparingDouble(t -> keys[t * courses + j]))
              .toList();
      for (int t = 0; t < STEPS; t++) {
        spikes[t * courses + j] = order.get(t) <= k[j] ? 1 : 0;
      }
    }
    return spikes;
  }

  private void array(String name, NpyType type, List<Integer> shape, double[] values)
      throws IOException {
    listed.put("randman_" + name, "[\"" + type.descr() + "\", " + shape + "]");
    Files.write(folder.resolve("parts/randman_" + name + ".npy"), NpyFiles.of(type, shape, values));
  }

  private void index(String words) throws IOException {
    String arrays =
        listed.entrySet().stream()
            .map(e -> "\"" + e.getKey() + "\": " + e.getValue())
            .collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("index.json"),
        "{\"parts\": {\"randman\": \"%s\", \"arrays\": {%s}}, \"cases\": {}, \"online_runs\": []}"
            .formatted(words, arrays));
  }

  private void remove(String name) throws IOException {
    listed.remove("randman_" + name);
    Files.delete(folder.resolve("parts/randman_" + name + ".npy"));
  }

  private ConformReport run() throws IOException {
    return Conformance.open(folder).run(Engines.reference());
  }

  private static String text(ConformReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text, true), true);
    return text.toString();
  }

  @Test
  void otherSizesSeedsAndSmoothness() throws IOException {
    ConformReport report = run();
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(0, report.notChecked(), () -> text(report));
    assertEquals(7, report.checked(), () -> text(report));
  }

  @Test
  void fewerArraysAreNoFault() throws IOException {
    remove("tspikes");
    remove("rspikes");
    remove("std");
    index(WORDS);
    ConformReport report = run();
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(4, report.checked(), () -> text(report));
  }

  @ParameterizedTest
  @CsvSource({
    "SplitMix64(70), SplitMix64(71), 1", // spikes by rate
    "alpha 2.5, alpha 2.4, 7", // 18 frequencies: more is drawn before the points
    "SplitMix64(-4), SplitMix64(4), 7",
  })
  void otherWordsGiveOtherVectors(String right, String wrong, int failures) throws IOException {
    index(WORDS.replace(right, wrong));
    ConformReport report = run();
    assertEquals(failures, report.failed(), () -> text(report));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rng=SplitMix64(-4)", "alpha 2.5", "R uses SplitMix64(70)"})
  void missingWordsAreNamed(String missing) throws IOException {
    index(WORDS.replace(missing, ""));
    ConformReport report = run();
    assertEquals(1, report.failed(), () -> text(report));
    assertTrue(text(report).contains("parts.randman: expected "), () -> text(report));
  }

  @Test
  void sizesThatDisagreeAreNamed() throws IOException {
    array("x", NpyType.F8, List.of(POINTS, 3), new double[POINTS * 3]);
    index(WORDS);
    ConformReport report = run();
    assertEquals(1, report.failed(), () -> text(report));
    assertTrue(text(report).contains("expected shape [3, 2, 3, 3, 3] by the sizes"), text(report));
  }

  @Test
  void moreRowsOfSpikesThanPointsAreNamed() throws IOException {
    int rows = CLASSES * POINTS + 1;
    array("tspikes", NpyType.U1, List.of(STEPS, rows, UNITS), new double[STEPS * rows * UNITS]);
    index(WORDS);
    ConformReport report = run();
    assertEquals(1, report.failed(), () -> text(report));
    assertTrue(text(report).contains("rows: expected 1 to 33, found 34"), text(report));
  }
}
