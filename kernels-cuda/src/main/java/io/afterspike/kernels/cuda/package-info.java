/** Access to NVIDIA GPUs: which are here, and if none, why. */
package io.afterspike.kernels.cuda;
