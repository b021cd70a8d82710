package io.afterspike.kernels.cpu;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A range [from, to) of an axis that has {@code size} places. */
record Span(int from, int to, int size) {
  /** Around one and four vectors of 4, 8 and 16 lanes: each length takes another way through. */
  static final Integer[] LENGTHS = {
    0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 23, 31, 32, 33, 35, 43, 63, 64, 65, 67, 83
  };

  /** A range along which kernels vectorise. */
  static Arbitrary<Span> wide() {
    return around(Arbitraries.of(LENGTHS));
  }

  /** A range that kernels walk through. */
  static Arbitrary<Span> narrow() {
    return around(Arbitraries.integers().between(0, 6));
  }

  private static Arbitrary<Span> around(Arbitrary<Integer> lengths) {
    Arbitrary<Integer> margins = Arbitraries.integers().between(0, 3);
    return Combinators.combine(margins, lengths, margins)
        .as((before, length, after) -> new Span(before, before + length, before + length + after));
  }

  boolean contains(int index) {
    return from <= index && index < to;
  }
}
