package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold to the last bit whatever the rule: scaling, padding, independence, silence. */
class NetworkIdentitiesTest {
  private static final int INPUTS = 6;
  private static final int FIRST = 7;
  private static final int SECOND = 5;
  private static final int CLASSES = 3;
  private static final int STEPS = 12;

  private static NetworkSpec spec(LearningRule rule, int batch, int inputs) {
    UpdateMode mode = rule == LearningRule.BPTT ? UpdateMode.OFFLINE : UpdateMode.ONLINE;
    return NetworkSpec.of(batch, inputs, FIRST, SECOND, CLASSES)
        .with(rule, mode)
        .with(new OptimizerSpec.Sgd(0.01));
  }

  /** Weights large enough that spikes reach the output. */
  private static float[] lively(long seed, NetworkSpec spec) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[(int) spec.parameters()];
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = (float) (1.6 * random.nextDouble() - 0.5);
    }
    return parameters;
  }

  private static float[][] inputs(long seed, int batch) {
    SplittableRandom random = new SplittableRandom(seed + 1);
    float[][] inputs = new float[STEPS][batch * INPUTS];
    for (float[] step : inputs) {
      for (int k = 0; k < step.length; k++) {
        step[k] = Math.max(0, random.nextInt(4) - 1);
      }
    }
    return inputs;
  }

  private static int[] labels(long seed, int batch) {
    return new SplittableRandom(seed + 2).ints(batch, 0, CLASSES).toArray();
  }

  private record Run(float[] parameters, float[] counts, float[] gradient) {}

  private static Run train(NetworkSpec spec, float[] parameters, float[][] inputs, int[] labels) {
    try (Engine<?> engine = new SimdEngine(1);
        Network network = engine.network(spec)) {
      network.writeParameters(parameters);
      network.reset();
      for (float[] input : inputs) {
        network.step(input, labels);
      }
      network.finishSequence();
      Run run =
          new Run(
              new float[parameters.length],
              new float[spec.batch() * CLASSES],
              new float[parameters.length]);
      network.readParameters(run.parameters());
      network.readCounts(run.counts());
      network.readGradient(run.gradient());
      return run;
    }
  }

  private static void assertSameBits(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    for (int k = 0; k < expected.length; k++) {
      int index = k;
      assertEquals(
          Float.floatToRawIntBits(expected[k]),
          Float.floatToRawIntBits(actual[k]),
          () -> String.format("%s[%d]: %a, %a", what, index, expected[index], actual[index]));
    }
  }

  private static float[] part(float[] values, int from, int to) {
    return Arrays.copyOfRange(values, from, to);
  }

  private static boolean any(float[] values) {
    for (float value : values) {
      if (value != 0f) {
        return true;
      }
    }
    return false;
  }

  /** Powers of two only move exponents: potentials scale, spikes and surrogates stay. */
  @Property(tries = 60)
  void scalingWeightsAndThresholdByAPowerOfTwoKeepsSpikes(
      @ForAll LearningRule rule,
      @ForAll long seed,
      @ForAll @IntRange(min = -6, max = 6) int power) {
    float scale = Math.scalb(1f, power);
    NetworkSpec spec = spec(rule, 3, INPUTS).with(new OptimizerSpec.Sgd(0));
    LifParameters lif = spec.lif();
    NetworkSpec scaledSpec =
        spec.with(new LifParameters(lif.leak(), lif.threshold() * scale, lif.slope() / scale));
    float[] parameters = lively(seed, spec);
    float[] scaled = parameters.clone();
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] *= scale;
    }

    Run plain = train(spec, parameters, inputs(seed, 3), labels(seed, 3));
    Run moved = train(scaledSpec, scaled, inputs(seed, 3), labels(seed, 3));

    assertSameBits("counts", plain.counts(), moved.counts());
    Statistics.label("output spikes")
        .collect(any(plain.counts()))
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 80));
  }

  @Property(tries = 60)
  void inputsThatNeverSpikeChangeNothing(@ForAll LearningRule rule, @ForAll long seed) {
    int padding = 5;
    NetworkSpec spec = spec(rule, 2, INPUTS);
    NetworkSpec padded = spec(rule, 2, INPUTS + padding);
    float[] parameters = lively(seed, spec);
    float[] more = lively(seed + 9, padded);
    int kept = INPUTS * FIRST;
    int added = padding * FIRST;
    System.arraycopy(parameters, 0, more, 0, kept);
    System.arraycopy(parameters, kept, more, kept + added, parameters.length - kept);
    float[][] inputs = inputs(seed, 2);
    float[][] wider = new float[STEPS][2 * (INPUTS + padding)];
    for (int t = 0; t < STEPS; t++) {
      for (int b = 0; b < 2; b++) {
        System.arraycopy(inputs[t], b * INPUTS, wider[t], b * (INPUTS + padding), INPUTS);
      }
    }

    float[] plain = train(spec, parameters, inputs, labels(seed, 2)).parameters();
    float[] wide = train(padded, more, wider, labels(seed, 2)).parameters();

    assertSameBits("first weights", part(plain, 0, kept), part(wide, 0, kept));
    assertSameBits(
        "weights of silent inputs", part(more, kept, kept + added), part(wide, kept, kept + added));
    assertSameBits(
        "the rest", part(plain, kept, plain.length), part(wide, kept + added, wide.length));
  }

  @Property(tries = 40)
  void aSampleDoesNotSeeItsNeighbours(@ForAll long seed) {
    NetworkSpec spec = spec(LearningRule.OTPE, 3, INPUTS).with(new OptimizerSpec.Sgd(0));
    float[] parameters = lively(seed, spec);
    float[][] inputs = inputs(seed, 3);
    int[] labels = labels(seed, 3);
    float[] together = train(spec, parameters, inputs, labels).counts();
    for (int b = 0; b < 3; b++) {
      int from = b * INPUTS;
      float[][] own =
          Arrays.stream(inputs).map(x -> part(x, from, from + INPUTS)).toArray(float[][]::new);
      Run alone = train(spec.withBatch(1), parameters, own, new int[] {labels[b]});
      assertSameBits(
          "counts of sample " + b, part(together, b * CLASSES, (b + 1) * CLASSES), alone.counts());
    }
  }

  /** Every trace of every rule is +0 after a long silence, not a subnormal number. */
  @ParameterizedTest
  @EnumSource(
      value = LearningRule.class,
      names = {"BPTT", "RTRL"},
      mode = EnumSource.Mode.EXCLUDE)
  void tenThousandSilentStepsLeavePlusZeroEverywhere(LearningRule rule) {
    for (TraceForm form : new TraceForm[] {TraceForm.MATRIX, TraceForm.PUBLISHED}) {
      NetworkSpec spec =
          spec(rule, 2, INPUTS).with(form).with(new OptimizerSpec.Sgd(0)).withBias(false);
      float[] parameters = lively(4, spec);
      int firstBias = INPUTS * FIRST;
      int secondBias = firstBias + FIRST + FIRST * SECOND;
      Arrays.fill(parameters, firstBias, firstBias + FIRST, 0f);
      Arrays.fill(parameters, secondBias, secondBias + SECOND, 0f);
      Arrays.fill(parameters, parameters.length - CLASSES, parameters.length, 0f);
      try (Engine<?> engine = new SimdEngine(1);
          Network network = engine.network(spec)) {
        network.writeParameters(parameters);
        network.reset();
        for (float[] input : inputs(4, 2)) {
          network.step(input, labels(4, 2));
        }
        assertTrue(decaying(network) > 0, "nothing was there to decay");
        for (int t = 0; t < 10_000; t++) {
          network.step(new float[2 * INPUTS], labels(4, 2));
        }
        assertEquals(0, decaying(network), rule + " " + form);
      }
    }
  }

  /** How many elements of potentials and input-driven traces are not +0. */
  private static long decaying(Network network) {
    long count = 0;
    for (var tensor : network.save().tensors().entrySet()) {
      if (tensor.getKey().matches(".*\\.(potential|trace|membraneTrace|outputTrace)")
          || tensor.getKey().matches(".*\\.(presynapticTrace|filteredPresynapticTrace)")) {
        for (float value : tensor.getValue()) {
          count += Float.floatToRawIntBits(value) == 0 ? 0 : 1;
        }
      }
    }
    return count;
  }

  @Test
  void aNotANumberIsRefusedWhereItComesIn() {
    NetworkSpec spec = spec(LearningRule.OTPE, 2, INPUTS);
    try (Engine<?> engine = new ReferenceEngine();
        Network network = engine.network(spec)) {
      float[] input = new float[2 * INPUTS];
      input[7] = Float.NaN;
      assertRefused(() -> network.step(input, new int[] {0, 1}), "input[7]", "NaN");
      float[] parameters = lively(1, spec);
      parameters[3] = Float.POSITIVE_INFINITY;
      assertRefused(() -> network.writeParameters(parameters), "parameters[3]", "Infinity");
      int[] labels = {0, CLASSES};
      assertRefused(() -> network.step(new float[2 * INPUTS], labels), "labels[1]", "found 3");
    }
  }

  @Test
  void aNetworkThatCannotFitIsRefusedWithTheBytes() {
    NetworkSpec spec = NetworkSpec.of(128, 1_000_000_000, 1_000_000_000, 10);
    try (Engine<?> engine = new ReferenceEngine()) {
      assertRefused(() -> engine.network(spec), "EB", "1000000000");
    }
  }

  private static void assertRefused(Runnable action, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
