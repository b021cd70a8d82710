package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventTableTest {
  @Property(tries = 500)
  void sortsWhatWasAppendedAndForgetsWhatIsOld(
      @ForAll @IntRange(min = 1, max = 70) int pre,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 6) int blocks,
      @ForAll @IntRange(min = 0, max = 12) int forgotten,
      @ForAll boolean counts,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] all = new float[blocks * rows * pre];
    int density = random.nextInt(1, 6);
    for (int k = 0; k < all.length; k++) {
      if (random.nextInt(density) == 0) {
        all[k] = counts ? random.nextInt(1, 4) : 1f;
      }
    }
    EventTable events = new EventTable(pre);
    for (int round = 0; round < 2; round++) {
      events.clear();
      for (int block = 0; block < blocks; block++) {
        float[] input = new float[rows * pre];
        System.arraycopy(all, block * input.length, input, 0, input.length);
        events.append(input, block * rows, rows);
      }
      check(events, all, pre, 0);
    }
    events.forget(forgotten);
    check(events, all, pre, forgotten);
    int oldest = Math.min(forgotten, blocks * rows);
    float[] restored = new float[(blocks * rows - oldest) * pre];
    events.restore(restored, oldest, blocks * rows - oldest);
    for (int k = 0; k < restored.length; k++) {
      assertEquals(all[oldest * pre + k], restored[k]);
    }
  }

  /** Every element, by plain loops. */
  private static void check(EventTable events, float[] all, int pre, int firstRow) {
    int at = 0;
    boolean unit = true;
    for (int i = 0; i < pre; i++) {
      assertEquals(at, events.start()[i], "start of " + i);
      for (int row = firstRow; row * pre < all.length; row++) {
        float value = all[row * pre + i];
        if (value != 0f) {
          assertEquals(row, events.rows()[at], "row of event " + at);
          assertEquals(value, events.values()[at], "value of event " + at);
          unit &= value == 1f;
          at++;
        }
      }
    }
    assertEquals(at, events.start()[pre]);
    assertEquals(at, events.length());
    assertEquals(unit, events.unit());
  }

  @Test
  void zerosOfBothSignsAreNoEvents() {
    EventTable events = new EventTable(3);
    events.append(new float[] {0f, -0f, 2f, Float.MIN_VALUE, 0f, -1f}, 0, 2);
    assertEquals(3, events.length());
    float[] restored = {9, 9, 9, 9, 9, 9};
    events.restore(restored, 0, 2);
    assertArrayEquals(new float[] {0f, 0f, 2f, Float.MIN_VALUE, 0f, -1f}, restored);
  }

  @Test
  void shortArraysAreRefused() {
    EventTable events = new EventTable(3);
    assertThrows(IllegalArgumentException.class, () -> events.append(new float[5], 0, 2));
    assertThrows(IllegalArgumentException.class, () -> events.restore(new float[5], 0, 2));
  }
}
