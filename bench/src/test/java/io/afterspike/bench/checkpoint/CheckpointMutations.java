package io.afterspike.bench.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages the bytes of a checkpoint; the same random numbers, the same damage. */
final class CheckpointMutations {
  /** Parts of headers, right and wrong ones. */
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\n",
    "null",
    "true",
    "-1",
    "0",
    "1e9",
    "0.5",
    "{}",
    "[]",
    "\"\"",
    "\"F32\"",
    "\"F64\"",
    "\"I32\"",
    "\"U8\"",
    "\"BF16\"",
    "dtype",
    "shape",
    "data_offsets",
    "__metadata__",
    "\"__metadata__\":{},",
    "\"x\":\"y\",",
    "\\u0000",
    "\\ud800",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "[[[[[[[["
  };

  private static final long[] LENGTHS = {
    0, 1, 2, 7, 8, 255, 65536, 1L << 22, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1
  };

  private CheckpointMutations() {}

  /** A damaged copy of {@code original}, which is not modified. */
  static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      bytes = fault(bytes, random);
    }
    return bytes;
  }

  private static byte[] fault(byte[] bytes, SplittableRandom random) {
    int header = headerLength(bytes);
    int at = random.nextInt(random.nextBoolean() ? 8 + header : bytes.length + 1);
    at = Math.min(at, Math.max(0, bytes.length - 1));
    byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        if (bytes.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
      }
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      }
      case 4 -> {
        return withHeaderLength(bytes, LENGTHS[random.nextInt(LENGTHS.length)]);
      }
      case 5 -> {
        return withHeaderLength(bytes, header + random.nextInt(17) - 8);
      }
      case 6 -> { // Replace a part, of the header's length too.
        return splice(bytes, at, Math.min(bytes.length - at, piece.length), piece);
      }
      case 7 -> { // Put a piece in, and let the header be longer.
        return fitted(splice(bytes, at, 0, piece), bytes, piece.length);
      }
      default -> { // Cut a piece out, and let the header be shorter.
        int cut = Math.min(bytes.length - at, 1 + random.nextInt(40));
        return fitted(splice(bytes, at, cut, new byte[0]), bytes, -cut);
      }
    }
  }

  private static int headerLength(byte[] bytes) {
    if (bytes.length < 8) {
      return 0;
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return (int) Math.max(0, Math.min(length, bytes.length - 8));
  }

  private static byte[] fitted(byte[] changed, byte[] original, int more) {
    return withHeaderLength(changed, headerLength(original) + more);
  }

  private static byte[] withHeaderLength(byte[] bytes, long length) {
    if (bytes.length >= 8) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int cut, byte[] piece) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - cut + piece.length);
    System.arraycopy(piece, 0, result, at, piece.length);
    System.arraycopy(bytes, at + cut, result, at + piece.length, bytes.length - at - cut);
    return result;
  }
}
