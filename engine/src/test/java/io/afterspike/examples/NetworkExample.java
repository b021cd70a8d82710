package io.afterspike.examples;

// The README shows everything below this line.
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;

final class NetworkExample {
  public static void main(String[] arguments) {
    float[] input = {1, 0, 2, 0, 1, 0, 0, 1, 0, 1, 1, 0}; // [batch][inputs], spikes or counts
    int[] labels = {0, 1}; // one class per sample
    try (Engine<?> engine = Engines.best();
        Network network = engine.network(NetworkSpec.of(2, 6, 32, 2))) { // OTPE online, Adamax
      network.initialize(42);
      for (int t = 0; t < 1000; t++) { // an endless stream: memory does not grow
        network.step(input, labels); // the weights change at every step
      }
      System.out.printf("loss %.3f%n", network.loss());
    }
  }
}
