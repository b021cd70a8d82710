package io.afterspike.kernels.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of kernels in double precision. */
public final class DoubleLanes {
  /** The species of every double kernel, chosen once by {@value VectorModule#WIDTH_PROPERTY}. */
  public static final VectorSpecies<Double> DOUBLES =
      species(VectorModule.vectorBits(System.getProperty(VectorModule.WIDTH_PROPERTY)));

  private DoubleLanes() {}

  private static VectorSpecies<Double> species(int bits) {
    return switch (bits) {
      case 128 -> DoubleVector.SPECIES_128;
      case 256 -> DoubleVector.SPECIES_256;
      case 512 -> DoubleVector.SPECIES_512;
      default -> DoubleVector.SPECIES_PREFERRED;
    };
  }
}
