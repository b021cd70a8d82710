package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheLinesTest {
  @Test
  void arraysOfManyLengthsLieDifferently() {
    assertTrue(CacheLines.known(), "the tests run with --enable-native-access");
    Set<Integer> seen = new HashSet<>();
    float[][] kept = new float[2000][];
    for (int k = 0; k < kept.length; k++) {
      kept[k] = new float[k % 37];
      int first = CacheLines.first(MemorySegment.ofArray(kept[k]));
      assertTrue(first >= 0 && first < CacheLines.FLOATS, "first " + first);
      seen.add(first % 2);
      seen.add(2 + first);
    }
    // Arrays begin at multiples of 8 bytes, and so do their elements after a header of 16 or 12.
    assertTrue(seen.contains(0) ^ seen.contains(1), "one parity: " + seen);
    assertTrue(seen.size() > 6, "more than one place in a line: " + seen);
  }

  @Test
  void neighboursInMemoryDifferByTheirDistance() {
    // What was allocated one after the other mostly lies so: the places must say it.
    float[][] arrays = new float[1000][];
    for (int k = 0; k < arrays.length; k++) {
      arrays[k] = new float[14];
    }
    int words = 4 + 14; // a header of 16 bytes
    int steps = 0;
    for (int k = 1; k < arrays.length; k++) {
      int distance =
          CacheLines.first(MemorySegment.ofArray(arrays[k - 1]))
              - CacheLines.first(MemorySegment.ofArray(arrays[k]));
      steps += Math.floorMod(distance, CacheLines.FLOATS) == words % CacheLines.FLOATS ? 1 : 0;
    }
    assertTrue(steps > 500, steps + " of 1000 neighbours");
  }

  @Test
  void refusesOtherMemory() {
    MemorySegment ints = MemorySegment.ofArray(new int[4]);
    String message =
        assertThrows(IllegalArgumentException.class, () -> CacheLines.first(ints)).getMessage();
    assertEquals("array: expected a segment of a float[], found " + ints, message);
  }
}
