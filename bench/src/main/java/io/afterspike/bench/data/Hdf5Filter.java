package io.afterspike.bench.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Inflater;

/** Undoes one filter of an HDF5 chunk, without ever making more bytes than the chunk can have. */
final class Hdf5Filter {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int LZF = 32000;

  /** A checksum put on before compression comes out of it, too. */
  private static final int CHECKSUM_BYTES = 4;

  private Hdf5Filter() {}

  /**
   * The bytes that went into filter {@code id}.
   *
   * @param parameters as stored with the filter
   * @param bytes what came out of the filter; not modified
   * @param chunkBytes the size of the chunk without any filter
   */
  static byte[] decode(
      Path file, String where, int id, int[] parameters, byte[] bytes, int chunkBytes) {
    return switch (id) {
      case DEFLATE -> inflate(file, where, bytes, chunkBytes + CHECKSUM_BYTES);
      case SHUFFLE -> {
        if (parameters.length != 1 || parameters[0] < 1) {
          throw problem(file, where, "a shuffle filter with an element size", "none");
        }
        yield unshuffle(bytes, parameters[0]);
      }
      case FLETCHER32 -> withoutChecksum(file, where, bytes);
      case LZF -> unpackLzf(file, where, bytes, chunkBytes + CHECKSUM_BYTES);
      default ->
          throw problem(
              file,
              where,
              "deflate, shuffle, fletcher32 or LZF (h5repack -f GZIP=4 makes one of these)",
              "filter " + id);
    };
  }

  private static byte[] inflate(Path file, String where, byte[] bytes, int mostBytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] out = new byte[mostBytes];
      int made = 0;
      while (!inflater.finished()) {
        int more = inflater.inflate(out, made, out.length - made);
        made += more;
        if (more == 0 && !inflater.finished()) {
          throw problem(
              file,
              where,
              "a compressed chunk of at most " + mostBytes + " bytes",
              made == mostBytes ? "a longer one" : "an incomplete one");
        }
      }
      return Arrays.copyOf(out, made);
    } catch (java.util.zip.DataFormatException e) {
      throw problem(file, where, "a chunk compressed by deflate", "" + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /** Shuffled bytes hold all first bytes of the elements, then all second ones, and so on. */
  private static byte[] unshuffle(byte[] bytes, int elementBytes) {
    int elements = bytes.length / elementBytes;
    byte[] out = bytes.clone(); // what is left over at the end is not shuffled
    for (int i = 0, from = 0; i < elementBytes && elements > 0; i++) {
      for (int j = 0; j < elements; j++) {
        out[j * elementBytes + i] = bytes[from++];
      }
    }
    return out;
  }

  /** Checks the sum in the last four bytes and takes it off. */
  private static byte[] withoutChecksum(Path file, String where, byte[] bytes) {
    int size = bytes.length - CHECKSUM_BYTES;
    if (size < 0) {
      throw problem(file, where, "a chunk with a checksum", bytes.length + " bytes");
    }
    int stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(size);
    int actual = fletcher32(bytes, size);
    if (stored != actual) {
      throw problem(
          file,
          where,
          "a chunk with checksum " + Integer.toHexString(stored),
          Integer.toHexString(actual));
    }
    return Arrays.copyOf(bytes, size);
  }

  /** Fletcher's checksum as HDF5 takes it: over big-endian 16-bit words, modulo 65535. */
  private static int fletcher32(byte[] bytes, int size) {
    int sum1 = 0;
    int sum2 = 0;
    for (int i = 0; i < size; i += 2) {
      int low = i + 1 < size ? bytes[i + 1] & 0xff : 0;
      sum1 = folded(sum1 + ((bytes[i] & 0xff) << 8 | low));
      sum2 = folded(sum2 + sum1);
    }
    return sum2 << 16 | sum1;
  }

  /** The same modulo 65535, at most 65535, and 0 only for 0. */
  private static int folded(int sum) {
    return (sum & 0xffff) + (sum >>> 16);
  }

  /**
   * LZF: a byte below 32 starts a run of that many bytes plus one, any other a copy of what was
   * made before (3 bits of length, 7 meaning that a byte of length follows; 13 bits of distance).
   */
  private static byte[] unpackLzf(Path file, String where, byte[] bytes, int mostBytes) {
    byte[] out = new byte[mostBytes];
    int made = 0;
    try {
      for (int at = 0; at < bytes.length; ) {
        int control = bytes[at++] & 0xff;
        if (control < 32) {
          System.arraycopy(bytes, at, out, made, control + 1);
          at += control + 1;
          made += control + 1;
        } else {
          int length = control >> 5;
          if (length == 7) {
            length += bytes[at++] & 0xff;
          }
          int from = made - ((control & 31) << 8 | bytes[at++] & 0xff) - 1;
          for (int end = made + length + 2; made < end; ) {
            out[made++] = out[from++];
          }
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw problem(
          file, where, "a chunk compressed by LZF, of at most " + mostBytes + " bytes", "another");
    }
    return Arrays.copyOf(out, made);
  }

  private static DataFormatException problem(
      Path file, String where, String expected, String found) {
    return new DataFormatException(file, where, expected, found);
  }
}
