package io.afterspike.engine;

/**
 * The sizes of one layer's arrays.
 *
 * @param batch samples b
 * @param pre presynaptic units i
 * @param post postsynaptic neurons j
 */
public record LayerShape(int batch, int pre, int post) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public LayerShape {
    Require.atLeast("batch", 1, batch);
    Require.atLeast("pre", 1, pre);
    Require.atLeast("post", 1, post);
  }

  /** The length of {@code [batch][pre]}. */
  public int inputs() {
    return length((long) batch * pre);
  }

  /** The length of {@code [batch][post]}. */
  public int outputs() {
    return length((long) batch * post);
  }

  /** The length of {@code [pre][post]}. */
  public int weights() {
    return length((long) pre * post);
  }

  /** The length of {@code [batch][pre][post]}. */
  public int traces() {
    return length((long) batch * weights());
  }

  private int length(long value) {
    if (value > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "layer "
              + pre
              + " x "
              + post
              + " with batch "
              + batch
              + ": expected arrays of at most "
              + (Integer.MAX_VALUE - 8)
              + " elements, found "
              + value);
    }
    return (int) value;
  }
}
