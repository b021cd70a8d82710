package io.afterspike.bench.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyFiles;
import io.afterspike.bench.npy.NpyReader;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceTest {
  @TempDir Path folder;

  private static ConformReport run(Path folder) throws IOException {
    Conformance vectors = Conformance.open(folder);
    return vectors.run(Engines.reference());
  }

  private static String text(ConformReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text, true), true);
    return text.toString();
  }

  @Test
  void theReferenceEnginePassesAllCommittedVectors() throws IOException {
    ConformReport report = run(VectorFolders.committed());
    assertEquals(0, report.failed(), () -> text(report));
    assertTrue(report.checked() >= 1800, report.summary());
    assertEquals(0, report.notChecked(), () -> text(report));
  }

  /** A limit that nothing comes near would notice nothing. */
  @Test
  void errorsUseAFairShareOfTheirLimits() throws IOException {
    for (QuantityRow row : QuantityRow.of(run(VectorFolders.committed()).checks())) {
      if (!row.quantity().exact()) {
        assertTrue(row.ratio() > 0.01, row.toString());
      }
    }
  }

  @Test
  void everyFormIsReportedByItself() throws IOException {
    ConformReport report =
        Conformance.open(VectorFolders.committed()).run(Engines.reference(), List.of("t7counts"));
    for (QuantityRow row : QuantityRow.of(report.checks())) {
      if (row.quantity().name().equals("otpe, online traces")) {
        assertEquals(
            new TreeSet<>(List.of(Way.MATRIX, Way.HISTORY, Way.PUBLISHED)),
            new TreeSet<>(row.byWay().keySet()));
        return;
      }
    }
    throw new AssertionError(text(report));
  }

  /** All vectors, where they lie beside the project; of the long trajectories only the start. */
  @Test
  void theReferenceEnginePassesTheSharedVectors() throws IOException {
    assumeTrue(Files.exists(VectorFolders.shared().resolve("index.json")));
    Conformance vectors = Conformance.open(VectorFolders.shared());
    List<String> cases =
        vectors.sources().stream().filter(s -> !s.equals(TrajectoryChecks.SOURCE)).toList();
    ConformReport report = vectors.run(Engines.reference(), cases);
    assertEquals(0, report.failed(), () -> text(report));
    assertTrue(report.checked() >= 2300, report.summary());
  }

  @Test
  void theReferenceEngineFollowsTheStartOfATrajectory() throws IOException {
    Path shared = VectorFolders.shared().resolve("trajectory");
    assumeTrue(Files.isDirectory(shared));
    Path start = trajectory(shared, "(T,offline,0.001,otpe,[01]|T,online,0.001,aotpe,[012]),.*");
    ConformReport report =
        Conformance.open(start).run(Engines.reference(), List.of(TrajectoryChecks.SOURCE));
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(2 * (1 + 3 + 1) * 2, report.checked());
    assertEquals(1, report.notChecked());
  }

  @Test
  void aWrongTrajectoryIsFound() throws IOException {
    Path shared = VectorFolders.shared().resolve("trajectory");
    assumeTrue(Files.isDirectory(shared));
    Path start = trajectory(shared, "T,online,0.001,aotpe,0,.*");
    Path expected = start.resolve("trajectory/expected.csv");
    List<String> lines = Files.readAllLines(expected);
    String[] cells = lines.get(1).split(",");
    cells[8] = String.valueOf(Double.parseDouble(cells[8]) * (1 + 1e-4));
    cells[11] = cells[8];
    cells[7] = "0.0078125";
    Files.write(expected, List.of(lines.get(0), String.join(",", cells)));
    ConformReport report =
        Conformance.open(start).run(Engines.reference(), List.of(TrajectoryChecks.SOURCE));
    assertEquals(2, report.failed(), () -> text(report));
  }

  @ParameterizedTest
  @ValueSource(strings = {"T,offline,x,otpe,0,1,1,1,1,1", "T,offline,0.1,otpe,1,1,1,1", "T"})
  void aTrajectoryThatCannotBeReadFails(String line) throws IOException {
    Path start = VectorFolders.copy(folder, "t1");
    Files.createDirectory(start.resolve("trajectory"));
    Files.write(
        start.resolve("trajectory/expected.csv"),
        List.of(
            "dataset,mode,lr,rule,minibatch,loss_f64,loss_f32,"
                + "acc_of_the_minibatch_before_the_update_f64,norm_W0_minus_init_f64,same_f32_0",
            line));
    assertEquals(1, run(start).failed());
  }

  /** A folder with the trajectory's files and the expected lines that match. */
  private Path trajectory(Path shared, String lines) throws IOException {
    Path start = VectorFolders.copy(folder, "t1");
    Path to = Files.createDirectory(start.resolve("trajectory"));
    for (String name : List.of("T_x_first.npy", "draw0_labels.npy", "init_params.npy")) {
      Files.copy(shared.resolve(name), to.resolve(name));
    }
    List<String> all = Files.readAllLines(shared.resolve("expected.csv"));
    Files.write(
        to.resolve("expected.csv"),
        all.stream().filter(l -> l.startsWith("dataset") || l.matches(lines)).toList());
    return start;
  }

  @ParameterizedTest
  @CsvSource({
    "grad_otpe, 4", // offline and three forms
    "grad_aotpe, 2",
    "grad_bptt, 2", // offline and rtrl
    "loss, 1",
    "loss_leaky, 1",
    "end_u1, 1",
    "end_E0, 3", // OSTL in three forms
    "end_Eb1, 6", // OSTL and the output layer of OTPE
    "end_R0, 6", // OTPE and F-OTPE
    "end_Rb1, 3",
    "end_a1, 3", // OTTT, Approx, F-Approx
    "end_z0, 2",
    "end_gbar0, 8", // OTPE and F-OTPE in three forms, Approx, F-Approx
    "end_out, 1",
    "online_ostl_adamax_params, 3",
    "online_faotpe_sgd_params, 1",
    "online_otpe_sgd_loss, 3",
    "offline_fotpe_adamax_params, 1",
  })
  void aWrongValueIsFoundWhereverItIsChecked(String array, int failures) throws IOException {
    Path vectors = VectorFolders.copy(folder, "t7counts");
    assertEquals(0, run(vectors).failed());
    Path file = vectors.resolve("t7counts/" + array + ".npy");
    NpyArray good = NpyReader.read(file);
    double[] values = good.toDoubles();
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    values[values.length - 2] += 1e-3 * largest;
    Files.write(file, NpyFiles.of(NpyType.F8, good.shape(), values));
    ConformReport report = run(vectors);
    assertEquals(failures, report.failed(), () -> text(report));
    assertTrue(text(report).contains(array), () -> text(report));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spikes0", "spikes1"})
  void aFlippedSpikeIsFound(String array) throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    Path file = vectors.resolve("t1/" + array + ".npy");
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1] ^= 1;
    Files.write(file, content);
    ConformReport report = run(vectors);
    assertEquals(1, report.failed(), () -> text(report));
    assertTrue(text(report).contains("step 0, sample 0"), () -> text(report));
  }

  @Test
  void aWrongSpikeCountOfAnOnlineRunIsFound() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t7counts");
    Path file = vectors.resolve("t7counts/online_spikecount.npy");
    byte[] content = Files.readAllBytes(file);
    // Of run 4 (otpe, adamax) of 12, the second layer's last step: 2 layers of 7 steps each.
    content[content.length - 4 * (12 - 5) * 14 - 4]++;
    Files.write(file, content);
    ConformReport report = run(vectors);
    assertEquals(3, report.failed(), () -> text(report));
    assertTrue(
        text(report).contains("online_spikecount of otpe_adamax (history): 1 differ"),
        () -> text(report));
  }

  @Test
  void aWrongAccuracyIsFound() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t7counts");
    VectorFolders.edit(vectors, "\"accuracy\": 0.375", "\"accuracy\": 0.4375");
    assertEquals(1, run(vectors).failed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grad_otpe", "spikes1", "online_spikecount", "end_R0", "loss"})
  void aMissingFileIsAFailureAndSoIsACutOne(String array) throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    long checks = run(vectors).checked();
    Path file = vectors.resolve("t1/" + array + ".npy");
    byte[] content = Files.readAllBytes(file);
    for (int length : new int[] {-1, 0, 70, content.length - 1}) {
      Files.delete(file);
      if (length >= 0) {
        Files.write(file, Arrays.copyOf(content, length));
      }
      ConformReport report = run(vectors);
      assertEquals(1, report.failed(), () -> text(report));
      assertTrue(report.checked() < checks + 1);
      assertTrue(text(report).contains(array + ".npy: expected"), () -> text(report));
      if (length < 0) {
        Files.createFile(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "labels", "params"})
  void aCaseWithoutInputFailsAsAWhole(String array) throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    Files.delete(vectors.resolve("t1/" + array + ".npy"));
    ConformReport report = run(vectors);
    assertEquals(1, report.failed());
    assertEquals(1, report.checked());
    assertTrue(text(report).contains("the whole case is left out"), () -> text(report));
  }

  @Test
  void anArrayOfAnotherShapeIsAFailure() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    VectorFolders.edit(vectors, "\"grad_otpe\": [\"<f8\", [58]]", "\"grad_otpe\": [\"<f8\", [57]]");
    ConformReport report = run(vectors);
    assertEquals(1, report.failed());
    assertTrue(
        text(report).contains("expected <f8 of shape [57] as listed, found <f8 of shape [58]"),
        () -> text(report));
    Files.write(
        vectors.resolve("t1/grad_otpe.npy"), NpyFiles.of(NpyType.F8, List.of(57), new double[57]));
    ConformReport second = run(vectors);
    assertEquals(1, second.failed());
    assertTrue(text(second).contains("expected shape [58] by the sizes"), () -> text(second));
  }

  @Test
  void whatIsNotKnownIsCountedAsNotChecked() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    long checks = run(vectors).checked();
    VectorFolders.edit(
        vectors,
        "\"grad_bptt\": [",
        "\"grad_eprop\": [\"<f8\", [58]], \"end_R7\": [\"<f8\", [1]], \"new\": [\"<f8\", [1]],"
            + " \"online_otpe_adam_params\": [\"<f8\", [58]], \"grad_bptt\": [");
    Files.write(vectors.resolve("t1/unlisted.npy"), NpyFiles.of(NpyType.F8, List.of(), 1));
    ConformReport report = run(vectors);
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(checks, report.checked());
    assertEquals(5, report.notChecked(), () -> text(report));
  }

  @Test
  void fewerArraysAndUnknownFieldsAreNoFault() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    List<String> kept = List.of("x", "labels", "params", "spikes0", "grad_fotpe", "end_gbar1");
    Path file = vectors.resolve("index.json");
    String index = Files.readString(file);
    int start = index.indexOf("{", index.indexOf("\"arrays\"", index.indexOf("\"cases\"")));
    int end = index.indexOf("}", start);
    StringBuilder arrays = new StringBuilder();
    for (String entry : index.substring(start + 1, end).split("(?<=]), ")) {
      String name = entry.split("\"")[1];
      if (kept.contains(name)) {
        arrays.append(arrays.isEmpty() ? "" : ", ").append(entry);
      } else {
        Files.delete(vectors.resolve("t1/" + name + ".npy"));
      }
    }
    index = index.substring(0, start + 1) + arrays + index.substring(end);
    Files.writeString(file, index.replace("\"accuracy\": 0.0", "\"news\": [{\"a\": null}]"));
    ConformReport report = run(vectors);
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(0, report.notChecked(), () -> text(report));
    // spikes0; grad_fotpe offline and in three forms; end_gbar1 in three forms and by F-Approx.
    assertEquals(1 + 4 + 4, report.checked(), () -> text(report));
  }

  @Test
  void sampledAndPackedArraysAreCheckedLikeWholeOnes() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t7counts");
    long checks = run(vectors).checked();
    Path in = vectors.resolve("t7counts");
    double[] gradient = NpyReader.read(in.resolve("grad_otpe.npy")).toDoubles();
    double[] sums = sums(gradient);
    double[] samples = {gradient[3], gradient[40], gradient[57]};
    NpyArray spikes = NpyReader.read(in.resolve("spikes0.npy"));
    double[] bytes = packed(spikes);
    Files.delete(in.resolve("grad_otpe.npy"));
    Files.delete(in.resolve("spikes0.npy"));
    VectorFolders.edit(
        vectors,
        "\"grad_otpe\": [\"<f8\", [58]]",
        "\"grad_otpe__val\": [\"<f8\", [3]], \"grad_otpe__chk\": [\"<f8\", [4]],"
            + " \"idx_58\": [\"<i4\", [3]]");
    VectorFolders.edit(
        vectors, "\"spikes0\": [\"|u1\", [7, 16, 5]]", "\"spikes0__bits\": [\"|u1\", [7, 16, 1]]");
    Files.write(in.resolve("idx_58.npy"), NpyFiles.of(NpyType.I4, List.of(3), 3, 40, 57));
    Files.write(in.resolve("grad_otpe__val.npy"), NpyFiles.of(NpyType.F8, List.of(3), samples));
    Files.write(in.resolve("grad_otpe__chk.npy"), NpyFiles.of(NpyType.F8, List.of(4), sums));
    Files.write(in.resolve("spikes0__bits.npy"), NpyFiles.of(NpyType.U1, List.of(7, 16, 1), bytes));
    ConformReport report = run(vectors);
    assertEquals(0, report.failed(), () -> text(report));
    assertEquals(0, report.notChecked(), () -> text(report));
    assertEquals(checks + 4, report.checked()); // samples and sums, offline and in three forms

    samples[1] *= 1.01;
    Files.write(in.resolve("grad_otpe__val.npy"), NpyFiles.of(NpyType.F8, List.of(3), samples));
    bytes[20] = (int) bytes[20] ^ 0x08;
    Files.write(in.resolve("spikes0__bits.npy"), NpyFiles.of(NpyType.U1, List.of(7, 16, 1), bytes));
    ConformReport wrong = run(vectors);
    assertEquals(4 + 1, wrong.failed(), () -> text(wrong));

    for (int k = 0; k < 4; k++) {
      double[] other = sums.clone();
      other[k] += 1e-3 * Math.abs(sums[1]);
      Files.write(in.resolve("grad_otpe__chk.npy"), NpyFiles.of(NpyType.F8, List.of(4), other));
      ConformReport sumsWrong = run(vectors);
      assertEquals(8 + 1, sumsWrong.failed(), () -> text(sumsWrong));
    }
    Files.write(in.resolve("idx_58.npy"), NpyFiles.of(NpyType.I4, List.of(3), 3, 40, 58));
    assertEquals(1 + 1, run(vectors).failed());
  }

  private static double[] sums(double[] values) {
    double[] sums = new double[4];
    for (int k = 0; k < values.length; k++) {
      sums[0] += values[k];
      sums[1] += values[k] * values[k];
      sums[2] += values[k] * Math.cos(k);
      sums[3] = Math.max(sums[3], Math.abs(values[k]));
    }
    sums[1] = Math.sqrt(sums[1]);
    return sums;
  }

  /** Rows of 5 bits, one byte each, the first bit highest. */
  private static double[] packed(NpyArray spikes) {
    double[] bytes = new double[spikes.size() / 5];
    for (int k = 0; k < spikes.size(); k++) {
      bytes[k / 5] += spikes.wholeNumber(k) << (7 - k % 5);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "opt_adamax, 1e-5, 1",
    "opt_sgd, 1e-5, 1",
    "lecun_7x5, 1e-5, 2", // by the function and of a network
    "randman_theta_head, 1e-15, 1",
    "randman_x, 1e-15, 1",
    "randman_y, 1e-12, 1",
    "randman_std, 1e-11, 1",
    "randman_k, 1, 1",
    "randman_tspikes, 1, 1",
    "randman_rspikes, 1, 1",
  })
  void aWrongPartIsFound(String array, double error, int failures) throws IOException {
    Path vectors = VectorFolders.copy(folder, "parts");
    assertEquals(0, run(vectors).failed());
    Path file = vectors.resolve("parts/" + array + ".npy");
    NpyArray good = NpyReader.read(file);
    double[] values = good.toDoubles();
    // Spikes must stay 0 or 1.
    values[values.length - 1] = Math.abs(values[values.length - 1] - error);
    Files.write(file, NpyFiles.of(good.type(), good.shape(), values));
    ConformReport report = run(vectors);
    assertEquals(failures, report.failed(), () -> text(report));
    assertEquals(0, report.notChecked(), () -> text(report));
    assertTrue(text(report).contains(array), () -> text(report));
  }

  @Test
  void wrongRandomNumbersAndAnswersAreFound() throws IOException {
    Path vectors = VectorFolders.copy(folder, "parts");
    VectorFolders.edit(vectors, "[0, 1, 42, -7]", "[0, 1, 42, -8]");
    VectorFolders.edit(vectors, "-> 0.4", "-> 0.6");
    assertEquals(3, run(vectors).failed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"sizes\": [7, 5, 3] | \"sizes\": [7] | sizes: expected at least 2",
        "\"sizes\": [7, 5, 3] | \"sizes\": [7, 5.5, 3] | sizes: expected a list of whole numbers",
        "\"sizes\": [7, 5, 3] | \"sizes\": [7, 0, 3] | sizes: expected 1 to",
        "\"B\": 1 | \"B\": 0 | B: expected a whole number",
        "\"T\": 1 | \"T\": 2147483647 | T x B x inputs",
        "\"vth\": 1.0 | \"vth\": -1.0 | threshold: expected",
        "\"lam\": | \"lam\": 7, \"nothing\": | leak: expected",
        "\"use_bias\": true | \"use_bias\": 1 | use_bias: expected true or false",
        "\"grad_bptt\": [\"<f8\", [58]] | \"grad_bptt\": [\"<f8\"] | grad_bptt: expected an element",
      })
  void aCaseThatTheIndexDescribesWronglyFails(String text, String wrong, String part)
      throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    VectorFolders.edit(vectors, text, wrong);
    ConformReport report = run(vectors);
    assertEquals(1, report.failed(), () -> text(report));
    assertTrue(text(report).contains(part), () -> text(report));
  }

  /** A damaged index is the declared exception in one line, or a report. */
  @Test
  void damagedIndexesGiveTheDeclaredExceptionOrAReport() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    Path file = vectors.resolve("index.json");
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(3);
    String marks = "0123456789-.,:\"[]{}x\0\u00ff";
    int refused = 0;
    int failed = 0;
    int tries = 300;
    for (int n = 0; n < tries; n++) {
      byte[] bad = n < 100 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int m = n < 100 ? 0 : random.nextInt(1, 4); m > 0; m--) {
        bad[random.nextInt(bad.length)] = (byte) marks.charAt(random.nextInt(marks.length()));
      }
      Files.write(file, bad);
      try {
        failed += run(vectors).failed() > 0 ? 1 : 0;
      } catch (IOException e) {
        assertTrue(!e.getMessage().isBlank() && e.getMessage().lines().count() == 1);
        refused++;
      }
    }
    assertTrue(refused >= 100 && refused < tries, "refused " + refused);
    assertTrue(failed > 5, "failed " + failed);
  }

  @Test
  void anUnknownSourceIsRefusedWithAHint() throws IOException {
    Conformance vectors = Conformance.open(VectorFolders.committed());
    Exception failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> vectors.run(Engines.reference(), List.of("silnt")));
    assertTrue(failure.getMessage().contains("did you mean 'silent'?"), failure.getMessage());
  }
}
