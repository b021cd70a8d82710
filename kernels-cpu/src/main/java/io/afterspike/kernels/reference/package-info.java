/**
 * The definition of every operation: plain loops over {@code float[]}, correct to the last bit.
 *
 * <p>What Afterspike computes is <em>defined</em> here; the vector kernels of {@code
 * io.afterspike.kernels.cpu}, and kernels on other devices, meet these results bit for bit, because
 * a spike is a discontinuity that no tolerance can save. The rules all operations keep:
 *
 * <ul>
 *   <li>Every rounding is named: {@code Math.fma} rounds once; division is IEEE division.
 *   <li>A sum runs over its index in ascending order, one {@code fma} per term: a current over the
 *       presynaptic index (starting from the bias), a gradient over the sample (calls follow each
 *       other in the order of the steps), a projection over the postsynaptic index, a softmax over
 *       the class.
 *   <li>Terms whose input is zero are skipped, and a sum that is zero is +0: so event-driven and
 *       dense code give the same bits.
 *   <li>Traces, potentials and moments smaller than 2<sup>-100</sup> in magnitude become +0 ({@link
 *       io.afterspike.kernels.reference.Flush}): decay ends, and never in subnormal numbers.
 *   <li>NaN is never swallowed.
 * </ul>
 *
 * <p>Matrices are row-major {@code [presynaptic][postsynaptic]}, batches come first. Ranges {@code
 * [from, to)} say which outputs a call computes, so that threads and vector tails can share these
 * loops: outputs never depend on how the ranges were cut. Arguments: scalars, inputs (not
 * modified), state (modified), outputs (overwritten), counts. No two arrays may alias unless said.
 * Nothing here allocates, checks arguments or throws: callers validate.
 */
package io.afterspike.kernels.reference;
