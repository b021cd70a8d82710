package io.afterspike.bench.data;

/**
 * Points on random manifolds, ready to become spikes. Immutable: nobody modifies the arrays.
 *
 * @param units the number of units
 * @param step k of each row and unit, [row][unit], from 0 to the number of time steps − 1
 * @param labels the class of each row
 */
record RandmanRows(int units, int[] step, int[] labels) {
  /** The number of rows. */
  int rows() {
    return labels.length;
  }
}
