package io.afterspike.kernels.cpu;

/**
 * Transposes weights for {@link ProjectionKernel}: {@code transposed[j][i] = weights[i][j]}.
 *
 * <p>It goes square by square, so that a square's rows on both sides stay in the nearest cache.
 */
public final class TransposeKernel {
  /** A row of a square is one cache line of 64 bytes. */
  private static final int SIDE = 16;

  private TransposeKernel() {}

  /**
   * Transposes rows [fromRow, toRow) of the weights.
   *
   * @param weights [pre][post]; not modified
   * @param transposed [post][pre]; columns [fromRow, toRow) overwritten; not {@code weights}
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void transpose(
      float[] weights, float[] transposed, int pre, int post, int fromRow, int toRow) {
    Arguments.range("rows", fromRow, toRow, pre);
    Arguments.holds("weights", weights, (long) toRow * post);
    Arguments.holds("transposed", transposed, (long) post * pre);
    for (int i = fromRow; i < toRow; i += SIDE) {
      int toI = Math.min(i + SIDE, toRow);
      for (int j = 0; j < post; j += SIDE) {
        square(weights, transposed, pre, post, i, toI, j, Math.min(j + SIDE, post));
      }
    }
  }

  private static void square(
      float[] weights,
      float[] transposed,
      int pre,
      int post,
      int fromI,
      int toI,
      int fromJ,
      int toJ) {
    for (int j = fromJ; j < toJ; j++) {
      for (int i = fromI; i < toI; i++) {
        transposed[j * pre + i] = weights[i * post + j];
      }
    }
  }
}
