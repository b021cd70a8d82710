package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {
  @Test
  void thePropertyChoosesTheWidth() {
    String property = System.getProperty(VectorModule.WIDTH_PROPERTY, "");
    int expected =
        property.isEmpty()
            ? FloatVector.SPECIES_PREFERRED.vectorBitSize()
            : Integer.parseInt(property);
    assertEquals(expected, Lanes.FLOATS.vectorBitSize());
  }

  @Test
  void rangesEndAtTheirLastWholeVector() {
    int lanes = Lanes.FLOATS.length();
    for (int from = 0; from < 3; from++) {
      for (int length = 0; length < 9 * lanes; length++) {
        int to = from + length;
        assertEquals(from + length / lanes * lanes, Lanes.wholeVectors(from, to));
        assertEquals(from + length / (2 * lanes) * (2 * lanes), Lanes.wholePairs(from, to));
        assertEquals(from + length / (4 * lanes) * (4 * lanes), Lanes.wholeFours(from, to));
      }
    }
  }

  @Test
  void anInvertedRangeIsEmpty() {
    assertEquals(5, Lanes.wholeVectors(5, 2));
    assertEquals(5, Lanes.wholeFours(5, -100));
  }
}
