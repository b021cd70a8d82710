package io.afterspike.kernels.cpu;

/**
 * The innermost loop of every dense product: a tile of a few rows and two vectors of sums that stay
 * in registers while the inner index k runs upwards.
 *
 * <pre>
 *   sums[r][c] += sum over k of left[r][k] * right[k][c]        one fma per term, k ascending
 * </pre>
 *
 * The right side is a packed panel, {@code [k][COLUMNS]}; missing columns are padded with any
 * finite number and their sums not used. A longer sum goes through a tile block by block: the
 * running value is reloaded, so its order is kept. How many rows a tile has depends on how many
 * vector registers there are; no bit does.
 */
final class GemmTile {
  private static final boolean WIDE = Lanes.registers() >= 32;

  /** Rows of a tile whose left side lies as rows. */
  static final int ROWS = WIDE ? WideTile.ROWS : NarrowRowTile.ROWS;

  /** Rows of a tile whose left side is packed. */
  static final int PACKED_ROWS = WIDE ? WideTile.ROWS : NarrowColumnTile.ROWS;

  /** Columns of a tile, and of a row of a panel. */
  static final int COLUMNS = 2 * Lanes.FLOATS.length();

  /** Terms of a block: a panel of this height stays in the nearest caches. */
  static final int TERMS = 512;

  private GemmTile() {}

  /** How many tiles cover {@code columns}. */
  static int panels(int columns) {
    return (columns + COLUMNS - 1) / COLUMNS;
  }

  /**
   * The left side as rows in memory: {@code left[l + r * leftStride + k]}.
   *
   * @param rows from 1 to {@link #ROWS}; with fewer the last row is computed several times over
   * @param right the panel, from {@code r} on
   * @param sums overwritten if {@code fresh}, else added into
   * @param fresh whether the sums start from +0
   */
  static void rows(
      float[] left,
      int l,
      int leftStride,
      int rows,
      float[] right,
      int r,
      float[] sums,
      int s,
      int sumStride,
      int terms,
      boolean fresh) {
    if (WIDE) {
      WideTile.rows(left, l, leftStride, rows, right, r, sums, s, sumStride, terms, fresh);
    } else {
      NarrowRowTile.rows(left, l, leftStride, rows, right, r, sums, s, sumStride, terms, fresh);
    }
  }

  /**
   * The left side packed as well, {@code left[l + k * PACKED_ROWS + r]}; zero sums end as +0.
   *
   * @param rows from 1 to {@link #PACKED_ROWS}; with fewer the left side repeats the last row
   * @param right the panel, from {@code r} on
   * @param sums added into
   */
  static void columns(
      float[] left,
      int l,
      int rows,
      float[] right,
      int r,
      float[] sums,
      int s,
      int sumStride,
      int terms) {
    if (WIDE) {
      WideTile.columns(left, l, rows, right, r, sums, s, sumStride, terms);
    } else {
      NarrowColumnTile.columns(left, l, rows, right, r, sums, s, sumStride, terms);
    }
  }
}
