/** How the PTX modules are made from their sources, and what is asked of them. */
package io.afterspike.kernels.cuda.ptx;
