/**
 * Vector API twins of {@link io.afterspike.kernels.reference}: the same methods, the same bits.
 *
 * <p>{@code XKernel} computes what {@code XReference} defines, and its formula stands there. Lanes
 * hold different outputs, never parts of one sum, and each lane rounds as the definition does; so
 * results are equal bit for bit at any vector width, interpreted or compiled. What does not fill a
 * vector is left to the reference itself.
 *
 * <p>Kernels check in constant time, before anything is written, that their arrays are long enough
 * and that ranges lie inside ({@link java.lang.IllegalArgumentException}); an empty range computes
 * nothing. They allocate nothing, keep no state and may run on any thread, several at once on
 * ranges that do not overlap.
 *
 * <p>The Vector API is an incubating module: start Java with {@code --add-modules
 * jdk.incubator.vector}; {@link io.afterspike.kernels.cpu.VectorModule} says so where it is
 * missing. The system property {@code afterspike.vectorBits} (128, 256 or 512) sets the width; by
 * default it is the machine's own.
 */
package io.afterspike.kernels.cpu;
