package io.afterspike.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SortedMap;

/** Compares checkpoints with every bit of every float. */
public final class SameCheckpoint {
  private SameCheckpoint() {}

  public static void assertSame(Checkpoint expected, Checkpoint actual) {
    assertEquals(expected.seed(), actual.seed(), "seed");
    assertEquals(expected.minibatch(), actual.minibatch(), "minibatch");
    assertEquals(expected.rule(), actual.rule(), "rule");
    assertEquals(expected.mode(), actual.mode(), "mode");
    assertEquals(expected.engine(), actual.engine(), "engine");
    assertEquals(expected.configuration(), actual.configuration(), "configuration");
    // Double.equals: all NaNs are equal, signed zeros are not.
    assertEquals(expected.best(), actual.best(), "best");
    assertEquals(expected.notes(), actual.notes(), "notes");
    assertEquals(expected.state().counters(), actual.state().counters(), "counters");
    SortedMap<String, float[]> tensors = expected.state().tensors();
    assertEquals(tensors.keySet(), actual.state().tensors().keySet(), "tensors");
    tensors.forEach((k, v) -> assertSameBits(k, v, actual.state().tensors().get(k)));
    assertEquals(
        expected.bestParameters().isPresent(),
        actual.bestParameters().isPresent(),
        "bestParameters");
    expected
        .bestParameters()
        .ifPresent(v -> assertSameBits("bestParameters", v, actual.bestParameters().orElseThrow()));
  }

  private static void assertSameBits(String name, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int k = 0; k < expected.length; k++) {
      int wanted = Float.floatToRawIntBits(expected[k]);
      int found = Float.floatToRawIntBits(actual[k]);
      if (wanted != found) {
        throw new AssertionError(
            "%s[%d]: expected %08x, found %08x".formatted(name, k, wanted, found));
      }
    }
  }
}
