package io.afterspike.kernels.cpu;

/** Finds terms that count for nothing only because a zero input is skipped. */
final class Skipped {
  private Skipped() {}

  /** Whether some input i is zero where row i of the other factor holds NaN or an infinity. */
  static boolean any(float[] input, int rows, float[] factor, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns && input[i] == 0f; j++) {
        if (!Float.isFinite(factor[i * columns + j])) {
          return true;
        }
      }
    }
    return false;
  }
}
