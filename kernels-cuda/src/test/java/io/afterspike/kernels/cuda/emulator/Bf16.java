package io.afterspike.kernels.cuda.emulator;

/** The short floats of tensor cores: bf16 (8 bits of significand), tf32 (11 bits). */
final class Bf16 {
  private Bf16() {}

  /** The bits of the bf16 nearest to a float, ties to even. */
  static int of(float value) {
    if (value != value) {
      return 0x7FFF;
    }
    int bits = Float.floatToRawIntBits(value);
    return bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
  }

  /** The value of the low 16 bits. */
  static float toFloat(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The bits of the tf32 nearest to a float, ties away from zero. */
  static int toTf32(int bits) {
    boolean finite = (bits & 0x7F800000) != 0x7F800000;
    return finite ? bits + 0x1000 & ~0x1FFF : bits;
  }
}
