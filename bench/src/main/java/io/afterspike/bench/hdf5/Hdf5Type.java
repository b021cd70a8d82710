package io.afterspike.bench.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The types of elements that are written, all little endian. */
public enum Hdf5Type {
  /** IEEE 754 half precision. */
  F16(2, 10, 5),
  /** {@code float}. */
  F32(4, 23, 8),
  /** {@code double}. */
  F64(8, 52, 11),
  /** Unsigned 16-bit whole numbers. */
  U16(2, 0, 0),
  /** {@code int}. */
  I32(4, 0, 0),
  /** {@code long}. */
  I64(8, 0, 0);

  private final int bytes;
  private final int mantissa;
  private final int exponent;

  Hdf5Type(int bytes, int mantissa, int exponent) {
    this.bytes = bytes;
    this.mantissa = mantissa;
    this.exponent = exponent;
  }

  /** The size of an element. */
  public int bytes() {
    return bytes;
  }

  /** The type as a datatype message says it. */
  byte[] message() {
    ByteBuffer out = ByteBuffer.allocate(exponent > 0 ? 20 : 12).order(ByteOrder.LITTLE_ENDIAN);
    if (exponent > 0) {
      // Version 1, class 1; the leading bit of the mantissa is implied; where the sign is.
      out.put((byte) 0x11).put((byte) 0x20).put((byte) (8 * bytes - 1)).put((byte) 0);
      out.putInt(bytes).putShort((short) 0).putShort((short) (8 * bytes));
      out.put((byte) mantissa).put((byte) exponent).put((byte) 0).put((byte) mantissa);
      return out.putInt((1 << (exponent - 1)) - 1).array();
    }
    byte signed = (byte) (this == U16 ? 0 : 8);
    out.put((byte) 0x10).put(signed).putShort((short) 0).putInt(bytes);
    return out.putShort((short) 0).putShort((short) (8 * bytes)).array();
  }
}
