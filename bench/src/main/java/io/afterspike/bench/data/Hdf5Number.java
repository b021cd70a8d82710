package io.afterspike.bench.data;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A number type of an HDF5 file: an integer of 1, 2, 4 or 8 bytes, or an IEEE 754 float of 2, 4 or
 * 8 bytes, in either byte order.
 */
record Hdf5Number(boolean floating, int bytes, boolean signed, ByteOrder order) {

  /** The integer type {@code type}; anything else is refused. */
  static Hdf5Number integer(Path file, String where, DataType type) {
    if (type instanceof FixedPoint fixed
        && (fixed.getSize() == 1
            || fixed.getSize() == 2
            || fixed.getSize() == 4
            || fixed.getSize() == 8)
        && fixed.getBitOffset() == 0
        && fixed.getBitPrecision() == 8 * fixed.getSize()) {
      return new Hdf5Number(false, fixed.getSize(), fixed.isSigned(), fixed.getByteOrder());
    }
    throw new DataFormatException(
        file, where, "integers of 1, 2, 4 or 8 whole bytes", describe(type));
  }

  /** The float type {@code type}; anything else, other 16-bit formats too, is refused. */
  static Hdf5Number floating(Path file, String where, DataType type) {
    if (type instanceof FloatingPoint real
        && (isIeee(real, 2, 5) || isIeee(real, 4, 8) || isIeee(real, 8, 11))) {
      return new Hdf5Number(true, real.getSize(), true, real.getByteOrder());
    }
    throw new DataFormatException(
        file, where, "floats of 16, 32 or 64 bits as in IEEE 754", describe(type));
  }

  private static boolean isIeee(FloatingPoint type, int bytes, int exponentBits) {
    int mantissaBits = 8 * bytes - 1 - exponentBits;
    return type.getSize() == bytes
        && type.getBitOffset() == 0
        && type.getBitPrecision() == 8 * bytes
        && type.getSignLocation() == 8 * bytes - 1
        && type.getExponentLocation() == mantissaBits
        && type.getExponentSize() == exponentBits
        && type.getExponentBias() == (1 << (exponentBits - 1)) - 1
        && type.getMantissaLocation() == 0
        && type.getMantissaSize() == mantissaBits;
  }

  static String describe(DataType type) {
    return type == null
        ? "no type"
        : type.getClass().getSimpleName() + " of " + type.getSize() + " bytes";
  }

  /**
   * The integer at the buffer's position, in the buffer's order. An unsigned one above {@code
   * Long.MAX_VALUE} comes out negative, so a range check refuses it.
   */
  long readInteger(ByteBuffer from) {
    return switch (bytes) {
      case 1 -> signed ? from.get() : from.get() & 0xffL;
      case 2 -> signed ? from.getShort() : from.getShort() & 0xffffL;
      case 4 -> signed ? from.getInt() : from.getInt() & 0xffff_ffffL;
      default -> from.getLong();
    };
  }
}
