package io.afterspike.bench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyReader;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.bench.npy.NpyWriter;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured: input, weights, sides, and the files for other programs. */
class StepWorkTest {
  @TempDir Path folder;

  private static StepWork work(InputKind kind, double density) {
    return new StepWork(List.of(120, 40, 30, 5), 16, 30, kind, density, 0.1, 3);
  }

  private static StepData data(StepWork work) {
    try (Engine<?> engine = Engines.reference()) {
      return StepData.make(work, engine);
    }
  }

  @ParameterizedTest
  @EnumSource(InputKind.class)
  void inputIsAsDenseAsAsked(InputKind kind) {
    for (double density : new double[] {0.03, 0.2}) {
      StepData data = data(work(kind, density));
      assertEquals(density, data.inputDensity(), 0.35 * density, kind + " " + density);
      boolean counts = false;
      for (float[] step : data.input()) {
        for (float value : step) {
          assertTrue(value >= 0 && value == Math.rint(value));
          counts |= value > 1;
        }
      }
      assertEquals(kind == InputKind.COUNTS, counts);
    }
  }

  @Test
  void layersSpikeAsOftenAsAsked() {
    StepData data = data(work(InputKind.SPIKES, 0.1));
    assertEquals(3, data.rates().length);
    for (double rate : data.rates()) {
      assertTrue(rate > 0.05 && rate < 0.15, "rate " + rate);
    }
    for (float weight : data.parameters()) {
      assertTrue(weight * 4096 % 1 == 0, "a multiple of 2^-12");
    }
  }

  @Test
  void theSameWorkGivesTheSameData() {
    StepData one = data(work(InputKind.COUNTS, 0.1));
    StepData two = data(work(InputKind.COUNTS, 0.1));
    assertArrayEquals(one.parameters(), two.parameters());
    assertArrayEquals(one.input(29), two.input(29));
    assertArrayEquals(one.labels(), two.labels());
  }

  @Test
  void longSequencesBeginAgain() {
    StepData data = data(work(InputKind.SPIKES, 0.1).withSteps(130));
    assertEquals(100, data.input().length);
    assertTrue(data.input(107) == data.input(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "700", "700-", "a-b", "700--20", "-1-5", "99999999-1"})
  void wrongSizesAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> StepWork.sizes(text));
  }

  @Test
  void wrongNumbersAreRefused() {
    StepWork good = StepWork.OF_RECORD;
    assertThrows(IllegalArgumentException.class, () -> good.withBatch(0));
    assertThrows(IllegalArgumentException.class, () -> good.withSteps(-1));
    assertThrows(IllegalArgumentException.class, () -> good.withSizes(List.of(3)));
    assertThrows(IllegalArgumentException.class, () -> good.withSizes(List.of(3, 0)));
    assertThrows(IllegalArgumentException.class, () -> work(InputKind.SPIKES, 0));
    assertThrows(IllegalArgumentException.class, () -> work(InputKind.SPIKES, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> InputKind.named("noise"));
  }

  @Test
  void sidesThatMakeNoSenseAreLeftOut() {
    List<StepSubject> all =
        StepSubject.all(
            List.of(LearningRule.OTPE, LearningRule.OTTT, LearningRule.BPTT),
            List.of(UpdateMode.ONLINE, UpdateMode.OFFLINE),
            List.of(TraceForm.MATRIX, TraceForm.HISTORY),
            List.of(1, 2));
    assertEquals(
        List.of(
            "otpe online matrix, 1 thread",
            "otpe online history, 1 thread",
            "ottt online, 1 thread",
            "otpe offline, 1 thread",
            "ottt offline, 1 thread",
            "bptt offline, 1 thread"),
        all.subList(0, all.size() / 2).stream().map(StepSubject::toString).toList());
    assertEquals(12, all.size());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            StepSubject.all(
                List.of(LearningRule.BPTT),
                List.of(UpdateMode.ONLINE),
                List.of(TraceForm.AUTO),
                List.of(1)));
  }

  @Test
  void mediansAndRatios() {
    StepSubject side = new StepSubject(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO, 1);
    StepResult one =
        new StepResult(side, "", new double[] {10, 20, 30}, 0, 0, List.of(), 0, false, List.of());
    StepResult two =
        new StepResult(side, "", new double[] {20, 20, 90}, 0, 0, List.of(), 0, false, List.of());
    assertEquals(10, one.min());
    assertEquals(20, one.median());
    assertEquals(2, two.ratioTo(one), "of the ratios 2, 1, 3, not of the medians");
    assertEquals(2.5, StepResult.median(new double[] {4, 1, 3, 2}));
  }

  @Test
  void otherProgramsGetFiles() throws IOException {
    StepWork work = work(InputKind.COUNTS, 0.1);
    StepSubject side = new StepSubject(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.AUTO, 1);
    try (Engine<?> engine = Engines.reference()) {
      StepData data = StepData.make(work, engine);
      StepExport.data(folder, data, engine);
      StepExport.gradient(folder, data, Engines.simd(), side);
      NpyArray input = NpyReader.read(folder.resolve("input.npy"));
      assertEquals(List.of(30, 16, 120), input.shape());
      float[] third = new float[16 * 120];
      System.arraycopy(input.toFloats(), 2 * third.length, third, 0, third.length);
      assertArrayEquals(data.input(2), third);
      NpyArray spikes = NpyReader.read(folder.resolve("spikes-1.npy"));
      assertEquals(List.of(30, 16, 30), spikes.shape());
      double rate = 0;
      for (float spike : spikes.toFloats()) {
        rate += spike / spikes.size();
      }
      assertEquals(data.rates()[1], rate, 1e-6);
      NpyArray gradient = NpyReader.read(folder.resolve("gradient-otpe-online.npy"));
      assertEquals(List.of(data.parameters().length), gradient.shape());
      assertTrue(gradient.toFloats()[0] != 0 || gradient.toFloats()[500] != 0);
      int[] labels = NpyReader.read(folder.resolve("labels.npy")).toInts();
      assertArrayEquals(data.labels(), labels);
    }
  }

  @Test
  void npyFilesOfOneAndNoElement() throws IOException {
    Path file = folder.resolve("a.npy");
    NpyWriter.floats(file, new int[] {0, 3}, new float[0]);
    assertEquals(List.of(0, 3), NpyReader.read(file).shape());
    NpyWriter.ints(file, new int[] {1}, new int[] {-7});
    assertEquals(NpyType.I4, NpyReader.read(file).type());
    assertEquals(-7, NpyReader.read(file).wholeNumber(0));
    assertThrows(
        IllegalArgumentException.class, () -> NpyWriter.floats(file, new int[] {2}, new float[3]));
  }

  @Test
  void servesSequences() throws IOException {
    StepData data = data(work(InputKind.SPIKES, 0.1));
    StepSubject side = new StepSubject(LearningRule.BPTT, UpdateMode.OFFLINE, TraceForm.AUTO, 1);
    try (StepRunner runner = new StepRunner(Engines.reference(), side, data, 0)) {
      StringWriter out = new StringWriter();
      BufferedReader in = new BufferedReader(new StringReader("run\nrun\n"));
      StepServer.serve(runner, 0, in, new PrintWriter(out));
      assertTrue(out.toString().matches("ready\nms [0-9.E-]+\nms [0-9.E-]+\n"), out.toString());
      BufferedReader wrong = new BufferedReader(new StringReader("walk\n"));
      assertThrows(
          IllegalArgumentException.class,
          () -> StepServer.serve(runner, 0, wrong, new PrintWriter(out)));
    }
  }

  @Test
  void peakMemoryIsRead() {
    assertEquals(2048, JavaMemory.peak(List.of("Name:\tjava", "VmHWM:\t       2 kB")));
    assertEquals(0, JavaMemory.peak(List.of("VmHWM: much")));
    assertTrue(JavaMemory.live() > 0);
  }
}
