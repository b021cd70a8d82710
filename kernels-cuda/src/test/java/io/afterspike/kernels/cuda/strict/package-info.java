/**
 * Every shipped kernel, executed on the emulator, against its definition bit for bit: the reference
 * classes of {@code io.afterspike.kernels.reference} and what is composed of them.
 *
 * <p>Seeds are fixed, so a trial that fails fails again; sizes are odd ones, grids are drawn too,
 * for any grid must compute the same. Buffers have exactly their length, and the emulator refuses
 * every access beside them.
 */
package io.afterspike.kernels.cuda.strict;
