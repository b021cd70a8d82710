/**
 * Access to NVIDIA GPUs through JCuda: which are here, and if none, why; and, on one, memory,
 * streams, events, kernels bound to their arguments, and graphs of launches.
 *
 * <p>From {@link io.afterspike.kernels.cuda.CudaDevice#first} to {@link
 * io.afterspike.kernels.cuda.Launch#launch}:
 *
 * <pre>{@code
 * try (CudaContext context = CudaDevice.first().open()) {
 *   CudaStream stream = context.stream();
 *   DeviceBuffer values = context.allocate(1000);
 *   values.fill(1f, stream);
 *   Launch doubled = context.kernels().bind("scale_f32", 2f, values, 1000L);
 *   doubled.launch(stream);
 *   values.download(host, stream); // waits
 * }
 * }</pre>
 *
 * <p>How long each launch takes on the device tells {@link
 * io.afterspike.kernels.cuda.CudaStream#startProfile}.
 *
 * <p>What a program would launch, where there is no GPU and no driver, tells {@link
 * io.afterspike.kernels.cuda.PlannedGpu}.
 *
 * <p>Device memory of other software is used in place with {@link
 * io.afterspike.kernels.cuda.CudaContext#wrap}. JCuda is taken from the class path, with {@code
 * --enable-native-access=ALL-UNNAMED}.
 */
package io.afterspike.kernels.cuda;
