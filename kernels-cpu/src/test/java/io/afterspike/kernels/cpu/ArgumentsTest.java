package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void rangesLieInside() {
    assertDoesNotThrow(() -> Arguments.range("neurons", 0, 10, 10));
    assertEquals(
        "neurons: expected a range within [0, 10), got [3, 11)",
        refusal(() -> Arguments.range("neurons", 3, 11, 10)));
    assertEquals(
        "neurons: expected a range within [0, 10), got [-1, 4)",
        refusal(() -> Arguments.range("neurons", -1, 4, 10)));
  }

  @Test
  void anEmptyRangeLiesAnywhere() {
    assertDoesNotThrow(() -> Arguments.range("neurons", 12, 12, 10));
    assertDoesNotThrow(() -> Arguments.range("neurons", 12, 3, 10));
    assertDoesNotThrow(() -> Arguments.elements("spikes", new float[0], 5, 5));
  }

  @Test
  void arraysAreLongEnough() {
    assertDoesNotThrow(() -> Arguments.holds("weights", new float[6], 6));
    assertEquals(
        "weights: expected at least 7 elements, got 6",
        refusal(() -> Arguments.holds("weights", new float[6], 7)));
    assertEquals(
        "events: expected at least 7 elements, got 6",
        refusal(() -> Arguments.holds("events", new int[6], 7)));
    assertEquals(
        "spikes: expected a range within [0, 6), got [2, 7)",
        refusal(() -> Arguments.elements("spikes", new float[6], 2, 7)));
  }

  @Test
  void matricesLieInside() {
    float[] twenty = new float[20];
    assertDoesNotThrow(() -> Arguments.matrix("source", twenty, 2, 7, 3, 4));
    assertEquals(
        "source: expected a matrix within 20 elements, got 3 rows of 5 elements, 7 apart, from 2 on",
        refusal(() -> Arguments.matrix("source", twenty, 2, 7, 3, 5)));
    assertEquals(
        "source: expected a matrix within 20 elements, got 2 rows of 5 elements, 4 apart, from 0 on",
        refusal(() -> Arguments.matrix("source", twenty, 0, 4, 2, 5)));
    assertEquals(
        "source: expected a matrix within 20 elements, got 1 rows of 5 elements, 5 apart, from -1 on",
        refusal(() -> Arguments.matrix("source", twenty, -1, 5, 1, 5)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Arguments.matrix("source", twenty, 0, 1 << 30, 5, 1)); // beyond an int
  }

  /** A product that no int holds must not pass as a small number. */
  @Test
  void sizesBeyondAnIntAreRefused() {
    float[] small = new float[64];
    int[] none = {};
    assertEquals(
        "weights: expected at least 4294967296 elements, got 64",
        refusal(
            () ->
                CurrentKernel.compute(
                    small, small, small, small, small, none, 1 << 16, 1 << 16, 0, 0, 0, 1)));
  }

  @Test
  void rangesBeyondTheLayerAreRefused() {
    float[] many = new float[1000];
    int[] counts = new int[1000];
    assertEquals(
        "neurons: expected a range within [0, 20), got [0, 21)",
        refusal(
            () -> CurrentKernel.compute(many, many, many, many, many, counts, 4, 20, 0, 2, 0, 21)));
    assertEquals(
        "rows: expected a range within [0, 4), got [2, 5)",
        refusal(
            () ->
                OuterProductKernel.accumulate(
                    many, many, many, many, counts, 3, 4, 20, 2, 5, 0, 20)));
    assertEquals(
        "rows: expected a range within [0, 4), got [2, 5)",
        refusal(() -> MatrixGradientKernel.accumulate(many, many, many, 3, 4, 20, 2, 5, 0, 20)));
    assertEquals(
        "inputs: expected a range within [0, 4), got [0, 5)",
        refusal(() -> ProjectionKernel.project(many, many, many, many, 4, 20, 0, 2, 0, 5)));
    assertEquals(
        "samples: expected a range within [0, 2), got [-1, 2)",
        refusal(() -> ProjectionKernel.project(many, many, many, many, 4, 20, -1, 2, 0, 4)));
  }

  private static String refusal(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
