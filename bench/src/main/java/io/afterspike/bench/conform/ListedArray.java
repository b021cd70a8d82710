package io.afterspike.bench.conform;

import java.util.List;

/**
 * An array as the index lists it.
 *
 * @param type its element type as NumPy writes it, such as {@code <f4}
 * @param shape the length of each dimension
 */
record ListedArray(String type, List<Integer> shape) {}
