package io.afterspike.kernels.cuda.emulator;

/** Sizes of PTX types. */
final class TypeSize {
  private TypeSize() {}

  /** Bytes of a type such as {@code u32}; 0 if there is no such type of a variable. */
  static int of(String type) {
    return switch (type) {
      case "b8", "u8", "s8" -> 1;
      case "b16", "u16", "s16", "f16" -> 2;
      case "b32", "u32", "s32", "f32" -> 4;
      case "b64", "u64", "s64", "f64" -> 8;
      default -> 0;
    };
  }

  /** Whether values of the type are signed integers. */
  static boolean signed(String type) {
    return type.charAt(0) == 's';
  }
}
