package io.afterspike.bench.checkpoint;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.UpdateMode;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Checkpoints of any content, most of them strange. */
final class ArbitraryCheckpoints {
  /** Signed zeros, infinities, subnormals, and NaNs quiet and signalling with payloads. */
  static final int[] SPECIAL_BITS = {
    0x0000_0000,
    0x8000_0000,
    0x7f80_0000,
    0xff80_0000,
    0x0000_0001,
    0x807f_ffff,
    0x7fc0_0000,
    0x7f80_0001,
    0xffc0_beef,
    0xffff_ffff
  };

  private ArbitraryCheckpoints() {}

  static Arbitrary<float[]> floats() {
    Arbitrary<Integer> bits =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.integers()),
            Tuple.of(
                1,
                Arbitraries.integers()
                    .between(0, SPECIAL_BITS.length - 1)
                    .map(k -> SPECIAL_BITS[k])));
    // Floats are never boxed on the way: that could quieten a NaN.
    return bits.array(int[].class)
        .ofMaxSize(40)
        .map(
            array -> {
              float[] values = new float[array.length];
              for (int k = 0; k < values.length; k++) {
                values[k] = Float.intBitsToFloat(array[k]);
              }
              return values;
            });
  }

  static Arbitrary<String> texts() {
    return Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.strings().all().ofMaxLength(12)),
            Tuple.of(2, Arbitraries.strings().ascii().ofMaxLength(12)),
            Tuple.of(
                1,
                Arbitraries.of(
                    "",
                    "\0",
                    "\"\\/\b\f\n\r\t",
                    "\ud83d\ude00",
                    "\uffff\ufeff",
                    "__metadata__",
                    "layer.0.weights",
                    "bestParameters",
                    "[run]\nrule = \"otpe\"\n")))
        .filter(Unicode::isValid);
  }

  private static <T> Arbitrary<Map<String, T>> named(Arbitrary<T> values) {
    return Arbitraries.maps(texts(), values).ofMaxSize(4);
  }

  static Arbitrary<Checkpoint> checkpoints() {
    Arbitrary<NetworkState> states =
        Combinators.combine(named(floats()), named(Arbitraries.longs())).as(NetworkState::of);
    Arbitrary<UpdateMode> modes =
        Arbitraries.integers().between(0, 999_999_999).map(UpdateMode::new);
    Arbitrary<Double> numbers =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.longs().map(Double::longBitsToDouble)),
            Tuple.of(1, Arbitraries.of(Double.NaN, -0.0, Double.MIN_VALUE, 0.1)));
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.longs().greaterOrEqual(0),
            Combinators.combine(Arbitraries.of(LearningRule.class), modes).as(Tuple::of),
            texts(),
            texts(),
            named(numbers),
            named(texts()),
            Combinators.combine(states, floats().optional()).as(Tuple::of))
        .as(
            (seed, minibatch, learning, engine, configuration, best, notes, values) ->
                Checkpoint.of(
                    seed,
                    minibatch,
                    learning.get1(),
                    learning.get2(),
                    engine,
                    configuration,
                    best,
                    notes,
                    values.get1(),
                    values.get2()))
        .withoutEdgeCases();
  }
}
