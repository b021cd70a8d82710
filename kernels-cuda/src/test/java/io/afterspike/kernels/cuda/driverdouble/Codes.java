package io.afterspike.kernels.cuda.driverdouble;

import java.util.Set;

/** The driver's status codes that the double answers with. */
final class Codes {
  static final int SUCCESS = 0;
  static final int INVALID_VALUE = 1;
  static final int OUT_OF_MEMORY = 2;
  static final int DEVICE_UNAVAILABLE = 46;
  static final int INVALID_DEVICE = 101;
  static final int INVALID_CONTEXT = 201;
  static final int ECC_UNCORRECTABLE = 214;
  static final int INVALID_PTX = 218;
  static final int INVALID_HANDLE = 400;
  static final int NOT_FOUND = 500;
  static final int NOT_READY = 600;
  static final int ILLEGAL_ADDRESS = 700;
  static final int MISALIGNED_ADDRESS = 716;
  static final int LAUNCH_FAILED = 719;
  static final int CAPTURE_UNSUPPORTED = 900;
  static final int CAPTURE_INVALIDATED = 901;
  static final int CAPTURE_UNMATCHED = 903;
  static final int CAPTURE_UNJOINED = 904;
  static final int CAPTURE_ISOLATION = 905;
  static final int UNKNOWN = 999;

  private static final Set<Integer> STICKY =
      Set.of(
          DEVICE_UNAVAILABLE,
          ECC_UNCORRECTABLE,
          ILLEGAL_ADDRESS,
          MISALIGNED_ADDRESS,
          LAUNCH_FAILED,
          UNKNOWN);

  private Codes() {}

  /** Whether a context is lost with it. */
  static boolean sticky(int code) {
    return STICKY.contains(code);
  }
}
