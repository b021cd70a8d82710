package io.afterspike.examples;

// The README shows everything below this line.
import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.Arrays;

final class DeviceKernelExample {
  public static void main(String[] arguments) {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer current = context.allocate(3); // context.wrap(pointer, 3) takes memory of yours
      DeviceBuffer potential = context.allocate(3);
      DeviceBuffer spikes = context.allocate(3);
      DeviceBuffer surrogate = context.allocate(3);
      current.upload(new float[] {0.7f, 0.2f, 1.5f}, stream);
      potential.fill(0f, stream);
      Launch step = // checked and bound once, launched as often as you like
          context
              .kernels()
              .bind("lif_step_f32", 0.95f, 1f, 25f, current, potential, spikes, surrogate, 3L);
      for (int t = 0; t < 10; t++) {
        step.launch(stream);
      }
      float[] result = new float[3];
      potential.download(result, stream);
      System.out.println(Arrays.toString(result));
    }
  }
}
