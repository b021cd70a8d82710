/** The PTX modules that come with Afterspike, and the signatures of their kernels. */
package io.afterspike.kernels.cuda.ptx;
