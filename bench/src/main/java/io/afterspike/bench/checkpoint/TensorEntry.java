package io.afterspike.bench.checkpoint;

/**
 * What a header says about one tensor.
 *
 * @param name its name
 * @param type the type of its elements
 * @param shape the size of each dimension
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
record TensorEntry(String name, ElementType type, int[] shape, long begin, long end) {}
