package io.afterspike.engine;

/** The operations on Java arrays. */
interface ArrayKernels extends Kernels<float[]> {}
