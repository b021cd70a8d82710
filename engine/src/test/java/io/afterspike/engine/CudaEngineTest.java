package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaException;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.driverdouble.OnTheDriverDouble;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the CUDA engine asks of the driver, and what becomes of its failures; on the double. */
class CudaEngineTest extends OnTheDriverDouble {
  private static NetworkSpec spec(LearningRule rule, UpdateMode mode, TraceForm form) {
    return NetworkSpec.of(2, 5, 7, 3)
        .with(rule, mode)
        .with(form)
        .with(new OptimizerSpec.Sgd(0.1)); // its rate does not change, Adamax's does
  }

  /** Sequences of six steps; the same inputs in each. */
  private static float[] train(Network network, int sequences) {
    for (int s = 0; s < sequences; s++) {
      network.reset();
      SplittableRandom random = new SplittableRandom(3);
      for (int t = 0; t < 6; t++) {
        float[] input = new float[10];
        for (int k = 0; k < input.length; k++) {
          input[k] = random.nextInt(2);
        }
        network.step(input, new int[] {0, 2});
      }
      network.finishSequence();
    }
    float[] parameters = new float[network.parameters()];
    network.readParameters(parameters);
    return parameters;
  }

  private static long count(List<String> calls, String name) {
    return Collections.frequency(calls, name);
  }

  /** From the third sequence on every step is one graph, with the bits of single launches. */
  @Test
  void stepsThatRepeatAreGraphs() {
    for (TraceForm form : new TraceForm[] {TraceForm.MATRIX, TraceForm.HISTORY}) {
      for (UpdateMode mode : new UpdateMode[] {UpdateMode.ONLINE, UpdateMode.OFFLINE}) {
        NetworkSpec spec = spec(LearningRule.OTPE, mode, form);
        float[] expected;
        try (Engine<float[]> reference = Engines.reference();
            Network network = reference.network(spec)) {
          network.initialize(5);
          expected = train(network, 4);
        }
        try (CudaEngine engine = new CudaEngine();
            Network network = engine.network(spec)) {
          network.initialize(5);
          train(network, 3);
          driver.failAt(0, 0); // begins to count
          float[] actual = train(network, 1);
          List<String> calls = driver.calls();
          assertArrayEquals(expected, actual);
          String what = spec.rule() + " " + mode + " " + form + ": " + calls;
          assertEquals(0, count(calls, "cuLaunchKernel"), what);
          assertEquals(0, count(calls, "cuMemAlloc_v2"), what);
          assertEquals(0, count(calls, "cuGraphInstantiateWithFlags"), what);
          int graphs = mode.offline() ? 3 : 7; // the reset, each step; the reset, there, and back
          assertEquals(graphs, count(calls, "cuGraphLaunch"), what);
          assertEquals(12, count(calls, "cuMemcpyHtoDAsync_v2"), what); // inputs and labels
        }
      }
    }
  }

  /**
   * Histories that grow past the expected length and forget old steps, saved and restored at any
   * step, also by the reference, and evaluated on the way.
   */
  @Test
  void historiesGrowAndForget() {
    for (LearningRule rule : new LearningRule[] {LearningRule.OTPE, LearningRule.OSTL}) {
      NetworkSpec spec =
          spec(rule, UpdateMode.ONLINE, TraceForm.HISTORY)
              .with(new LifParameters(0.1f, 0.5f, 25f)) // a window of 11 steps
              .withSequenceLength(3);
      assertEquals(11, spec.traceSpec(0).window());
      try (Engine<float[]> reference = Engines.reference();
          CudaEngine engine = new CudaEngine();
          Network right = reference.network(spec);
          Network found = engine.network(spec)) {
        right.initialize(5);
        found.initialize(5);
        SplittableRandom random = new SplittableRandom(9);
        float spikes = 0;
        for (int t = 0; t < 40; t++) {
          float[] input = new float[10];
          for (int k = 0; k < input.length; k++) {
            input[k] = 2 * random.nextInt(2);
          }
          right.step(input, new int[] {0, 2});
          found.step(input, new int[] {0, 2});
          if (t % 7 == 3) {
            right.evaluate(new float[10], new int[] {1, 1});
            found.evaluate(new float[10], new int[] {1, 1});
          }
          String what = rule + " step " + t;
          NetworkState expected = right.save();
          if (t % 5 == 0 || t > 30) {
            NetworkState actual = found.save();
            assertEquals(expected.counters(), actual.counters(), what);
            assertEquals(expected.tensors().keySet(), actual.tensors().keySet(), what);
            expected
                .tensors()
                .forEach(
                    (name, values) ->
                        assertArrayEquals(values, actual.tensors().get(name), what + " " + name));
          }
          if (t == 8 || t == 23) {
            found.restore(expected);
          }
          float[] trace = new float[2 * 7 * 3];
          float[] same = new float[2 * 7 * 3];
          right.readTrace(
              1, TraceName.MEMBRANE, trace); // the output layer keeps OSTL's with both rules
          found.readTrace(1, TraceName.MEMBRANE, same);
          assertArrayEquals(trace, same, what);
          float[] hidden = new float[14];
          found.readSpikes(0, hidden);
          for (float spike : hidden) {
            spikes += spike;
          }
        }
        assertTrue(spikes > 50 && spikes < 500, "hidden spikes: " + spikes);
      }
    }
  }

  /** Histories by themselves, with steps that ask for no gradient, or for two. */
  @Test
  void historiesAreThoseOfTheReference() {
    for (LayerRule rule : new LayerRule[] {LayerRule.OTPE, LayerRule.OSTL}) {
      LayerShape shape = new LayerShape(3, 9, 5);
      LifParameters lif = new LifParameters(0.1f, 0.5f, 25f); // a window of 11 steps
      TraceSpec spec = new TraceSpec(shape, lif, rule, TraceForm.HISTORY, false, 4, 0.3);
      try (Engine<float[]> reference = Engines.reference();
          CudaEngine engine = new CudaEngine();
          Traces<float[]> right = Traces.composed(reference, spec);
          Traces<DeviceBuffer> found = engine.traces(spec)) {
        assertSame(HistoryRing.class, found.getClass());
        HistorySide<float[]> expected = new HistorySide<>(reference, right, shape);
        HistorySide<DeviceBuffer> actual = new HistorySide<>(engine, found, shape);
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 0; n < 60; n++) {
          if (n == 25) {
            right.reset();
            found.reset();
          }
          float[] input = new float[shape.inputs()];
          float[] surrogate = new float[shape.outputs()];
          float[] signal = new float[shape.outputs()];
          for (int k = 0; k < input.length; k++) {
            input[k] = random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0f;
          }
          for (int k = 0; k < signal.length; k++) {
            surrogate[k] = (float) random.nextDouble();
            signal[k] = (float) random.nextDouble(-1, 1);
          }
          int gradients = random.nextInt(3);
          assertArrayEquals(
              expected.step(input, surrogate, signal, gradients),
              actual.step(input, surrogate, signal, gradients),
              rule + " step " + n);
        }
        assertTrue(expected.telling > 1000, "gradients that are not 0: " + expected.telling);
      }
    }
  }

  /** Traces and what is fed to them. */
  private static final class HistorySide<B> {
    private final Engine<B> engine;
    private final Traces<B> traces;
    private final List<B> buffers;
    private int telling;

    HistorySide(Engine<B> engine, Traces<B> traces, LayerShape shape) {
      this.engine = engine;
      this.traces = traces;
      int outputs = shape.outputs();
      buffers =
          List.of(
              engine.allocate(shape.inputs()),
              engine.allocate(outputs),
              engine.allocate(outputs),
              engine.allocate(outputs),
              engine.allocate(shape.weights()),
              engine.allocate(shape.post()));
    }

    /** Steps, adds so many gradients, and returns their sum. */
    float[] step(float[] input, float[] surrogate, float[] signal, int gradients) {
      engine.write(input, buffers.get(0));
      engine.write(surrogate, buffers.get(1));
      engine.write(signal, buffers.get(2));
      traces.step(buffers.get(0), buffers.get(1));
      for (int g = 0; g < gradients; g++) {
        traces.postsynapticFactor(buffers.get(2), buffers.get(3));
        traces.accumulate(buffers.get(2), buffers.get(3), buffers.get(4), buffers.get(5));
      }
      float[] weights = new float[engine.length(buffers.get(4))];
      float[] bias = new float[engine.length(buffers.get(5))];
      engine.read(buffers.get(4), weights);
      engine.read(buffers.get(5), bias);
      float[] all = Arrays.copyOf(weights, weights.length + bias.length);
      System.arraycopy(bias, 0, all, weights.length, bias.length);
      for (float value : all) {
        telling += value != 0f ? 1 : 0;
      }
      return all;
    }
  }

  /** What other software has put on the device is learnt in place, and stays. */
  @Test
  void learnsFromDevicePointers() {
    for (UpdateMode mode : new UpdateMode[] {UpdateMode.ONLINE, UpdateMode.OFFLINE}) {
      NetworkSpec spec = spec(LearningRule.OTPE, mode, TraceForm.HISTORY);
      float[][] inputs = new float[6][10];
      float[] flat = new float[60];
      SplittableRandom random = new SplittableRandom(3);
      for (int k = 0; k < 60; k++) {
        flat[k] = random.nextInt(2);
        inputs[k / 10][k % 10] = flat[k];
      }
      float[] expected;
      try (Engine<float[]> reference = Engines.reference();
          Network network = reference.network(spec)) {
        network.initialize(5);
        expected = train(network, 3);
      }
      try (CudaEngine engine = new CudaEngine();
          Network network = engine.network(spec)) {
        DeviceBuffer foreign = engine.allocate(62);
        engine.write(flat, foreign);
        DeviceBuffer values = engine.context().wrap(foreign.address(), 60);
        DeviceBuffer labels = engine.context().wrap(foreign.address() + 240, 2);
        engine.write(new float[] {0, 2}, labels);
        network.initialize(5);
        try (InputSequence sequence = engine.sequence(6, values, labels)) {
          for (int n = 0; n < 3; n++) {
            network.reset();
            network.learn(sequence);
            network.finishSequence();
          }
        }
        float[] actual = new float[network.parameters()];
        network.readParameters(actual);
        assertArrayEquals(expected, actual);
        float[] kept = new float[62];
        engine.read(foreign, kept);
        assertArrayEquals(flat, Arrays.copyOf(kept, 60));
        assertThrows(IllegalArgumentException.class, () -> engine.sequence(7, values, labels));
        try (InputSequence wrong = engine.sequence(5, values, labels)) {
          assertThrows(IllegalArgumentException.class, () -> network.learn(wrong));
        }
      }
    }
  }

  /** Kernels are bound for buffers and sizes once, whatever the scalars. */
  @Test
  void launchesAreBoundOnce() {
    try (CudaEngine engine = new CudaEngine()) {
      DeviceBuffer values = engine.allocate(10);
      DeviceBuffer sum = engine.allocate(10);
      for (int k = 0; k < 50; k++) {
        engine.leakySumStep(k / 50f, values, sum);
        engine.fill(values, k);
      }
      assertEquals(2, engine.bound());
      float[] found = new float[10];
      engine.read(sum, found);
      float expected = 0f;
      for (int k = 1; k < 50; k++) {
        expected = Math.fma(k / 50f, expected, k - 1);
      }
      assertEquals(expected, found[9]);
    }
  }

  /** Every call that a training makes fails once; nothing is left, and it is told. */
  @Test
  void everyDriverCallOfATrainingMayFail() {
    NetworkSpec spec = spec(LearningRule.F_OTPE, UpdateMode.ONLINE, TraceForm.MATRIX);
    driver.failAt(0, 0);
    assertEquals(null, attempt(spec));
    int calls = driver.calls().size();
    int told = 0;
    int unavailable = 0;
    for (int code : new int[] {2, 719}) {
      // The beginning at every position, then every twenty-third.
      for (int n = 1; n <= calls; n += n < 50 ? 1 : 23) {
        driver.reset();
        driver.failAt(n, code);
        RuntimeException thrown = attempt(spec);
        String what = "call " + n + " of " + calls + ", error " + code;
        if (thrown instanceof EngineUnavailableException) {
          unavailable++;
        } else if (thrown != null) {
          assertTrue(thrown instanceof CudaException, what + ": " + thrown);
          told++;
        }
        assertEquals(List.of(), driver.leaks(), what);
        assertEquals(List.of(), driver.misuses(), what);
        assertEquals(List.of(), driver.defects(), what);
      }
    }
    assertTrue(unavailable > 20, unavailable + " times unavailable");
    assertTrue(told > 40, told + " exceptions of " + calls + " calls");
  }

  private static RuntimeException attempt(NetworkSpec spec) {
    try (CudaEngine engine = new CudaEngine();
        Network network = engine.network(spec)) {
      network.initialize(5);
      train(network, 3);
      return null;
    } catch (CudaException | EngineUnavailableException e) {
      return e;
    }
  }

  /** After a kernel has failed, each operation says so; closing is silent. */
  @Test
  void aLostDeviceIsNamedByEveryOperation() {
    try (CudaEngine engine = new CudaEngine();
        Network network =
            engine.network(spec(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO))) {
      network.initialize(5);
      driver.failNextKernel(700);
      CudaException first = assertThrows(CudaException.class, () -> train(network, 1));
      assertTrue(first.deviceFailed());
      assertTrue(
          first.getMessage().contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)"), first::getMessage);
      List<Runnable> calls =
          List.of(
              network::reset,
              network::save,
              () -> engine.allocate(1),
              () -> engine.network(spec(LearningRule.OSTL, UpdateMode.ONLINE, TraceForm.AUTO)));
      for (Runnable call : calls) {
        CudaException later = assertThrows(CudaException.class, call::run);
        assertSame(first, later.getCause());
      }
    }
  }

  /** A network that does not fit on the GPU is refused before anything is allocated. */
  @Test
  void whatDoesNotFitIsRefused() {
    NetworkSpec large =
        NetworkSpec.of(128, 700, 4000, 20)
            .with(LearningRule.OTPE, UpdateMode.ONLINE)
            .with(TraceForm.MATRIX);
    try (CudaEngine engine = new CudaEngine()) {
      driver.failAt(0, 0);
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.network(large)).getMessage();
      assertTrue(message.contains("expected to fit in the 1.1 GB of memory"), message);
      assertEquals(0, count(driver.calls(), "cuMemAlloc_v2"));
    }
  }

  /** Memory that other software allocated is an engine's buffer like any other. */
  @Test
  void memoryOfOthersIsABuffer() {
    try (CudaEngine engine = new CudaEngine()) {
      DeviceBuffer others = engine.allocate(4);
      DeviceBuffer view = engine.context().wrap(others.address(), 4);
      engine.fill(view, 3f);
      engine.scale(2f, view);
      engine.free(view);
      float[] found = new float[4];
      engine.read(others, found);
      assertArrayEquals(new float[] {6f, 6f, 6f, 6f}, found);
      engine.free(others);
      assertThrows(IllegalStateException.class, () -> engine.scale(2f, others));
    }
  }

  @Test
  void anOldGpuIsRefused() {
    driver.capability(61);
    String message = assertThrows(EngineUnavailableException.class, CudaEngine::new).getMessage();
    assertTrue(message.contains("the GPU is too old"), message);
    driver.capability(75);
    try (Engine<?> engine = CudaEngine.on(CudaDevice.first())) {
      assertTrue(engine.description().endsWith("kernels for compute_70"), engine.description());
    }
    driver.capability(121);
    try (Engine<?> engine = Engines.best()) {
      assertEquals("cuda", engine.name());
      assertTrue(engine.description().endsWith("kernels for compute_90"), engine.description());
      assertFalse(engine.availableBytes() < 1_000_000);
    }
  }
}
