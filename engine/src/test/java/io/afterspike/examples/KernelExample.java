package io.afterspike.examples;

// The README shows everything below this line.
import io.afterspike.kernels.cpu.LifKernel;
import java.util.Arrays;

final class KernelExample {
  public static void main(String[] arguments) {
    float[] current = {0.7f, 0.2f, 1.5f}; // your own arrays, any length
    float[] potential = new float[3];
    float[] spikes = new float[3];
    float[] surrogate = new float[3];
    for (int t = 0; t < 10; t++) {
      LifKernel.step(0.95f, 1f, 25f, current, potential, spikes, surrogate, 0, 3);
    }
    System.out.println(Arrays.toString(potential));
  }
}
