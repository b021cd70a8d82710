package io.afterspike.bench.hdf5;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A dataset whose elements lie one after another.
 *
 * @param type its datatype message
 * @param shape the length of each dimension; none for a single value
 * @param bytes the size of all elements
 * @param content writes exactly that many bytes
 */
record Hdf5Data(byte[] type, int[] shape, long bytes, Content content) {
  /** What the elements are. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
