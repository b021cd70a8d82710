/**
 * Writes HDF5 files: groups, contiguous datasets, and variable-length ones. The same content gives
 * the same bytes; there are no dates in them.
 */
package io.afterspike.bench.hdf5;
