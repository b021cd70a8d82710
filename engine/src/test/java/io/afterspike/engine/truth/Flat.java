package io.afterspike.engine.truth;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Nested arrays in one, the last index fastest. */
final class Flat {
  private Flat() {}

  static double[] of(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(DoubleStream::of).toArray();
  }

  static double[] of(double[][][] values) {
    return Arrays.stream(values).flatMapToDouble(v -> DoubleStream.of(of(v))).toArray();
  }
}
