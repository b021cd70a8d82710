/**
 * A double of the NVIDIA driver, for machines without a GPU: the whole path through JCuda runs, and
 * kernels run on the emulator. Every call of the driver can be made to fail.
 *
 * <p>{@link io.afterspike.kernels.cuda.driverdouble.DriverDouble#install} before JCuda is first
 * touched; {@link io.afterspike.kernels.cuda.driverdouble.WithDriverDouble} runs another program's
 * main with it.
 */
package io.afterspike.kernels.cuda.driverdouble;
