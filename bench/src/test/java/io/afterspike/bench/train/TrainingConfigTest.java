package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingConfigTest {
  private static TrainingConfig with(Setting setting, String value) {
    return TrainingConfig.of(Map.of(setting, value));
  }

  @Test
  void theDefaultsAreThePublishedSetting() {
    TrainingConfig config = TrainingConfig.of(Map.of());
    NetworkSpec published =
        NetworkSpec.of(128, 50, 128, 128, 10).withSequenceLength(50).withInputDensity(0.02);
    assertEquals(published, config.spec(50, 10, 50));
    assertEquals("t-randman", config.get(Setting.DATA));
    assertEquals(50, config.steps());
    assertEquals(1, config.seed());
    assertEquals(0, config.binWidth());
    assertTrue(config.binCounts());
  }

  @Test
  void everySettingReachesTheNetwork() {
    TrainingConfig config =
        TrainingConfig.of(
            Map.of(
                Setting.RULE, "approx-otpe",
                Setting.MODE, "every:9",
                Setting.LAYERS, "3x4",
                Setting.BATCH, "6",
                Setting.OPTIMIZER, "sgd",
                Setting.LEARNING_RATE, "0.25",
                Setting.LEAK, "0.5",
                Setting.BIAS, "false",
                Setting.TRACED_BIAS, "true",
                Setting.FORM, "matrix"));
    NetworkSpec spec = config.spec(2, 5, 7);
    assertEquals("2-3-4-5", spec.sizes());
    assertEquals(LearningRule.APPROX_OTPE, spec.rule());
    assertEquals(UpdateMode.every(9), spec.mode());
    assertEquals(6, spec.batch());
    assertEquals(new OptimizerSpec.Sgd(0.25), spec.optimizer());
    assertEquals(0.5f, spec.lif().leak());
    assertTrue(spec.layers().stream().noneMatch(layer -> layer.bias()));
    assertTrue(spec.tracedBias());
    assertEquals(TraceForm.MATRIX, spec.form());
    assertEquals(7, spec.sequenceLength());
    NetworkSpec neuron =
        TrainingConfig.of(Map.of(Setting.TAU, "0", Setting.THRESHOLD, "2", Setting.SLOPE, "7"))
            .spec(2, 5, 7);
    assertEquals(0.5f, neuron.lif().leak());
    assertEquals(2f, neuron.lif().threshold());
    assertEquals(7f, neuron.lif().slope());
  }

  @Test
  void hiddenLayersAsText() {
    assertArrayEquals(new int[0], with(Setting.LAYERS, "none").hidden());
    assertArrayEquals(new int[0], with(Setting.LAYERS, " ").hidden());
    assertArrayEquals(new int[] {1, 20, 3}, with(Setting.LAYERS, "1-20,3").hidden());
    assertArrayEquals(
        new int[] {Integer.MAX_VALUE - 8}, with(Setting.LAYERS, "2147483639").hidden());
    int[] many = with(Setting.LAYERS, "1" + "-1".repeat(29_999)).hidden();
    assertEquals(30_000, many.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LAYERS | 8--8 | layers: expected sizes such as 128-128, or none, found '8--8'",
        "LAYERS | 8- | layers: expected sizes such as 128-128, or none, found '8-'",
        "LAYERS | -8 | layers: expected sizes such as 128-128, or none, found '-8'",
        "LAYERS | 2147483640 | layers: expected sizes from 1 to 2147483639, found '2147483640'",
        "BATCH | 1000001 | batch: expected a whole number from 1 to 1000000, found '1000001'",
        "STEPS | 1e3 | steps: expected a whole number from 1 to 1000000, found '1e3'",
        "SEED | 9223372036854775808 | seed: expected a whole number, found '9223372036854775808'",
        "THREADS | 1025 | threads: expected a whole number from 0 to 1024, found '1025'",
        "VALIDATE_EVERY | -1 | validate-every: expected a whole number from 0 to 2147483647, found '-1'",
        "CHECKPOINT_EVERY | x | checkpoint-every: expected a whole number from 0 to 2147483647, found 'x'",
        "MINIBATCHES_PER_DRAW | 0 | minibatches-per-draw: expected a whole number from 1 to 1000000, found '0'",
        "BIN_WIDTH | NaN | bin-width: expected own, or a positive number of seconds, found 'NaN'",
        "BIN_WIDTH | wide | bin-width: expected a number, found 'wide'",
        "TRACED_BIAS | TRUE | traced-bias: expected true or false, found 'TRUE'",
        "TAU | NaN | leak: expected a number in [0, 1], found NaN",
        "LEARNING_RATE | Infinity | learning rate: expected a finite number of at least 0, found Infinity"
      })
  void aWrongValueIsNamed(Setting setting, String value, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> with(setting, value)).getMessage());
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainingConfig.of(Map.of()).with(setting, value))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void keysAreDistinctFlags(Setting setting) {
    assertTrue(setting.key().matches("[a-z]+(-[a-z]+)*"), setting.key());
    for (Setting other : Setting.values()) {
      assertTrue(other == setting || !other.key().equals(setting.key()));
    }
    assertTrue(!setting.meaning().isBlank() && !setting.meaning().contains("\n"));
  }

  @Test
  void changedCopies() {
    TrainingConfig config = TrainingConfig.of(Map.of());
    TrainingConfig other = config.with(Setting.SEED, "7");
    assertEquals(7, other.seed());
    assertEquals(1, config.seed());
    assertNotEquals(config, other);
    assertEquals(config, other.with(Setting.SEED, "1"));
    assertEquals(config.hashCode(), other.with(Setting.SEED, "1").hashCode());
    TrainingConfig leaky = config.with(Setting.LEAK, "0.25");
    assertEquals(0.25f, leaky.spec(1, 1, 1).lif().leak());
    // And back: the later of the two counts.
    assertEquals(0.5f, leaky.with(Setting.TAU, "0").spec(1, 1, 1).lif().leak());
  }
}
