package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BinningTest {
  @Test
  void ownRangeIsHalfOpenButForItsEnd() {
    Binning four = Binning.of(4, "own", "counts");
    // Bins of 0.25 s from 1 s on.
    assertEquals(0, four.bin(1.0, 1, 2));
    assertEquals(0, four.bin(Math.nextDown(1.25), 1, 2));
    assertEquals(1, four.bin(1.25, 1, 2));
    assertEquals(2, four.bin(Math.nextDown(1.75), 1, 2));
    assertEquals(3, four.bin(1.75, 1, 2));
    assertEquals(3, four.bin(2.0, 1, 2));
  }

  @Test
  void spikesOfOneTimeAreInTheFirstBin() {
    assertEquals(0, Binning.STANDARD.bin(0, 0, 0));
    assertEquals(0, Binning.STANDARD.bin(0.7, 0.7, 0.7));
    // So short a range that bins / range is infinite.
    assertEquals(0, Binning.STANDARD.bin(0, 0, Double.MIN_VALUE));
    assertEquals(49, Binning.STANDARD.bin(Double.MIN_VALUE, 0, Double.MIN_VALUE));
  }

  @Test
  void fixedWidthStartsAtZeroAndLeavesOutTheRest() {
    Binning quarters = Binning.of(4, "0.25", "binary");
    assertEquals(0, quarters.bin(0, 0.1, 9));
    assertEquals(0, quarters.bin(Math.nextDown(0.25), 0.1, 9));
    assertEquals(1, quarters.bin(0.25, 0.1, 9));
    assertEquals(3, quarters.bin(Math.nextDown(1.0), 0.1, 9));
    assertEquals(-1, quarters.bin(1.0, 0.1, 9));
    assertEquals(-1, quarters.bin(1e300, 0.1, 1e300));
    assertEquals(-1, new Binning(4, Double.MIN_VALUE, Binning.Values.COUNTS).bin(1e300, 0, 1e300));
  }

  @Test
  void readsItsWords() {
    assertEquals(Binning.STANDARD, Binning.of(50, "own", "counts"));
    assertEquals(new Binning(100, 0.01, Binning.Values.BINARY), Binning.of(100, "0.01", "binary"));
    assertEquals("50 bins, own range, counts", Binning.STANDARD.toString());
    assertEquals("1 bin, 0.01 s each, binary", Binning.of(1, "0.01", "binary").toString());
  }

  @Test
  void namesWhatIsWrong() {
    assertMessage("bins: expected 1 to 100000, found 0", 0, "own", "counts");
    assertMessage("bins: expected 1 to 100000, found 100001", 100_001, "own", "counts");
    assertMessage("range: expected own or the seconds of a bin, found 0", 50, "0", "counts");
    assertMessage("range: expected own or the seconds of a bin, found -1", 50, "-1", "counts");
    assertMessage("range: expected own or the seconds of a bin, found NaN", 50, "NaN", "counts");
    assertMessage("range: expected own or the seconds of a bin, found mine", 50, "mine", "counts");
    assertMessage("values: expected counts or binary, found COUNTS", 50, "own", "COUNTS");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new Binning(5, 0.1, null))
            .getMessage()
            .startsWith("values: "));
  }

  private static void assertMessage(String message, int bins, String range, String values) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Binning.of(bins, range, values))
            .getMessage());
  }
}
