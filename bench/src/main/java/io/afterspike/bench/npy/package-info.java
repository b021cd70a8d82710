/**
 * Reads NumPy's array files, small and strict: a file is what it says or is refused with a reason.
 */
package io.afterspike.bench.npy;
