package io.afterspike.bench.kernels;

import io.afterspike.engine.LayerShape;
import java.util.Locale;

/** How much one call of a kernel works on. */
public enum KernelSize {
  /** Fits the first cache. */
  SMALL(1 << 10, new LayerShape(4, 64, 64)),
  /** Fits the second cache, or nearly. */
  MIDDLE(1 << 15, new LayerShape(16, 128, 128)),
  /** The work of record's first layer; arrays beyond the caches. */
  LARGE(1 << 22, new LayerShape(128, 700, 512));

  private final int elements;
  private final LayerShape shape;

  KernelSize(int elements, LayerShape shape) {
    this.elements = elements;
    this.shape = shape;
  }

  /** The length of the arrays of kernels that work element by element. */
  public int elements() {
    return elements;
  }

  /** The layer of kernels that work on layers. */
  public LayerShape shape() {
    return shape;
  }

  /** The name on the command line and in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
