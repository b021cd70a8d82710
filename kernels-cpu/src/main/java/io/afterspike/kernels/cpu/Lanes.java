package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of all kernels, and where their loops over whole vectors end. */
public final class Lanes {
  /** The species of every kernel, chosen once by {@value VectorModule#WIDTH_PROPERTY}. */
  public static final VectorSpecies<Float> FLOATS =
      species(VectorModule.vectorBits(System.getProperty(VectorModule.WIDTH_PROPERTY)));

  private Lanes() {}

  private static VectorSpecies<Float> species(int bits) {
    return switch (bits) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default -> FloatVector.SPECIES_PREFERRED;
    };
  }

  /**
   * How many vector registers there surely are at this width: 16 on x86 below 512 bits, where it
   * cannot be told whether AVX-512 adds as many, else 32.
   */
  static int registers() {
    String processor = System.getProperty("os.arch");
    boolean x86 =
        processor.equals("amd64") || processor.equals("x86_64") || processor.equals("x86");
    return x86 && FLOATS.vectorBitSize() < 512 ? 16 : 32;
  }

  /** The end of the last whole vector of [from, to), counted from {@code from}. */
  static int wholeVectors(int from, int to) {
    return whole(1, from, to);
  }

  /** The end of the last whole pair of vectors of [from, to), counted from {@code from}. */
  static int wholePairs(int from, int to) {
    return whole(2, from, to);
  }

  /** The end of the last whole four vectors of [from, to), counted from {@code from}. */
  static int wholeFours(int from, int to) {
    return whole(4, from, to);
  }

  private static int whole(int vectors, int from, int to) {
    // Lane counts are powers of two.
    return from + (Math.max(0, to - from) & -(vectors * FLOATS.length()));
  }
}
