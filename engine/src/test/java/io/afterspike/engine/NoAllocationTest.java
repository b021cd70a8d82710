package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.afterspike.kernels.cpu.VectorModule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once all is compiled and buffers have grown, nothing is allocated on any of the engine's threads:
 * not by steps, nor by the beginning or end of a sequence. Sequences have more steps than a history
 * keeps, inputs that are spikes and inputs that are dense. Where the compiler gave up on a kernel,
 * each of its vectors would be an object.
 */
class NoAllocationTest {
  private static final int STEPS = 60;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @BeforeEach
  void vectorsAreThisProcessors() {
    assumeTrue(
        System.getProperty(VectorModule.WIDTH_PROPERTY, "").isEmpty(),
        "a width that was asked for may be none of this processor's");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void byAnyRuleInAnyMode(int threads) {
    try (SimdEngine engine = new SimdEngine(threads)) {
      for (LearningRule rule : LearningRule.values()) {
        for (String mode : List.of("online", "every:4", "offline")) {
          if (rule != LearningRule.BPTT || mode.equals("offline")) {
            NetworkSpec spec = spec(rule, 64).with(rule, UpdateMode.named(mode));
            allocatesNothing(engine, spec);
            if (!rule.exact() && !mode.equals("offline")) {
              allocatesNothing(engine, spec.with(TraceForm.HISTORY));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MATRIX", "HISTORY"})
  void withOneSample(TraceForm form) {
    try (SimdEngine engine = new SimdEngine(2)) {
      allocatesNothing(engine, spec(LearningRule.OTPE, 1).with(form));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MATRIX", "HISTORY", "PUBLISHED"})
  void withTracesComposedOfOperations(TraceForm form) {
    try (SimdEngine engine = SimdEngine.composed(2)) {
      allocatesNothing(engine, spec(LearningRule.OTPE, 64).with(form));
    }
  }

  /** Learns nothing, so that each sequence is as the one before: a history has as many events. */
  private static NetworkSpec spec(LearningRule rule, int batch) {
    NetworkSpec sizes =
        rule == LearningRule.RTRL
            ? NetworkSpec.of(16, 6, 9, 4) // divided among threads already
            : NetworkSpec.of(batch, 24, 130, 10);
    return sizes
        .with(new LifParameters(0.5f, 1f, 25f))
        .with(new OptimizerSpec.Adamax(0))
        .with(TraceForm.MATRIX);
  }

  private static void allocatesNothing(SimdEngine engine, NetworkSpec spec) {
    SplittableRandom random = new SplittableRandom(1);
    float[][] inputs = new float[STEPS][spec.shape(0).inputs()];
    for (int t = 0; t < STEPS; t++) {
      for (int k = 0; k < inputs[t].length; k++) {
        inputs[t][k] = t % 2 == 1 ? random.nextFloat() : random.nextInt(8) == 0 ? 1f : 0f;
      }
    }
    int[] labels = new int[spec.batch()];
    List<Thread> threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("afterspike-worker-"));
    long[] workers = threads.stream().mapToLong(Thread::threadId).toArray();
    try (Network network = engine.network(spec);
        InputSequence sequence = network.sequence(inputs, labels)) {
      network.initialize(1);
      long least = Long.MAX_VALUE;
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (least > 0 && System.nanoTime() < deadline) {
        long before = allocated(workers);
        use(network, inputs, labels, sequence);
        least = Math.min(least, allocated(workers) - before);
      }
      assertEquals(0, least, () -> "bytes allocated by " + 4 * STEPS + " steps, " + spec);
    }
  }

  private static void use(Network network, float[][] inputs, int[] labels, InputSequence sequence) {
    network.reset();
    for (float[] input : inputs) {
      network.step(input, labels);
    }
    network.finishSequence();
    network.reset();
    network.learn(sequence);
    network.finishSequence();
    network.reset();
    for (float[] input : inputs) {
      network.evaluate(input, labels);
    }
    network.evaluate(sequence);
    network.sequenceLoss();
  }

  /** By this thread and the workers, which are idle. */
  private static long allocated(long[] workers) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    for (long worker : workers) {
      bytes += THREADS.getThreadAllocatedBytes(worker);
    }
    return bytes;
  }
}
