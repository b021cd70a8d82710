package io.afterspike.bench.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages a file's bytes in the ways that find bugs in readers; the same seed, the same damage. */
public final class FileMutations {
  /** Numbers that sizes, counts, addresses and versions are not prepared for. */
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    16,
    255,
    256,
    65535,
    65536,
    -1,
    -2,
    -16,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 15
  };

  private FileMutations() {}

  /**
   * A damaged copy of {@code original}, which is not modified: one to four faults among flipped
   * bits, changed bytes, strange numbers, numbers of the file in other places, blocks wiped, moved,
   * cut out or put in, and the end cut off.
   */
  public static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int faults = 1 + Math.min(random.nextInt(4), random.nextInt(4));
    for (int i = 0; i < faults && bytes.length > 0; i++) {
      bytes = fault(bytes, random);
    }
    return bytes;
  }

  private static byte[] fault(byte[] bytes, SplittableRandom random) {
    int at = place(bytes, random);
    switch (random.nextInt(10)) {
      case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2, 3 -> bytes[at] = (byte) random.nextInt(256);
      case 4, 5 -> put(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)], width(random));
      case 6 -> {
        int from = place(bytes, random);
        int size = Math.min(width(random), bytes.length - Math.max(at, from));
        System.arraycopy(bytes, from, bytes, at, size);
      }
      case 7 ->
          Arrays.fill(bytes, at, at + blockSize(bytes, at, random), (byte) -random.nextInt(2));
      case 8 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        return random.nextBoolean() ? without(bytes, at, random) : twice(bytes, at, random);
      }
    }
    return bytes;
  }

  /** Half of the places are near the start of a structure, told by its four letters. */
  private static int place(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    if (random.nextBoolean()) {
      for (int i = at; i < Math.min(bytes.length - 4, at + 4096); i++) {
        if (isLetter(bytes[i])
            && isLetter(bytes[i + 1])
            && isLetter(bytes[i + 2])
            && isLetter(bytes[i + 3])) {
          return Math.min(bytes.length - 1, i + random.nextInt(96));
        }
      }
    }
    return at;
  }

  private static boolean isLetter(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  private static int width(SplittableRandom random) {
    return 1 << random.nextInt(4);
  }

  private static void put(byte[] bytes, int at, long number, int width) {
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (number >> 8 * i);
    }
  }

  private static int blockSize(byte[] bytes, int at, SplittableRandom random) {
    return Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(1024)));
  }

  private static byte[] without(byte[] bytes, int at, SplittableRandom random) {
    int size = blockSize(bytes, at, random);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - size);
    System.arraycopy(bytes, at + size, shorter, at, bytes.length - at - size);
    return shorter;
  }

  private static byte[] twice(byte[] bytes, int at, SplittableRandom random) {
    int size = blockSize(bytes, at, random);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + size);
    System.arraycopy(bytes, at, longer, at + size, bytes.length - at);
    return longer;
  }
}
