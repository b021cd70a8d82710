package io.afterspike.kernels.cuda.emulator;

/**
 * A declared variable or parameter.
 *
 * @param space global, const, shared, local or param
 * @param align a power of two
 * @param bytes its size; 0: of the size that the launch gives ({@code extern shared})
 * @param initial its initial bytes, or null
 */
record PtxVariable(String name, String space, int align, int bytes, byte[] initial) {}
