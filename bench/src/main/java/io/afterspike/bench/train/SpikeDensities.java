package io.afterspike.bench.train;

import io.afterspike.bench.data.Batch;
import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Network;

/** How busy a network is: how often its neurons fire. */
public final class SpikeDensities {
  private SpikeDensities() {}

  /**
   * The mean number of spikes a unit and step: of the input, then of each layer. Evaluates the
   * first validation samples, one batch of them, and resets the network.
   */
  public static double[] of(Network network, Dataset data) {
    int batchSize = network.spec().batch();
    int layers = network.spec().layers().size();
    Batch batch = new Batch(data.steps(), batchSize, data.units());
    data.validation(0, batch);
    double[] sums = new double[layers + 1];
    network.reset();
    for (int t = 0; t < batch.steps(); t++) {
      network.evaluate(batch.input(t), batch.labels());
      sums[0] += sum(batch.input(t), batch.used() * data.units());
      for (int l = 0; l < layers; l++) {
        int neurons = network.spec().layers().get(l).neurons();
        float[] spikes = new float[batchSize * neurons];
        network.readSpikes(l, spikes);
        sums[l + 1] += sum(spikes, batch.used() * neurons);
      }
    }
    network.reset();
    for (int l = 0; l <= layers; l++) {
      double units = l == 0 ? data.units() : network.spec().layers().get(l - 1).neurons();
      sums[l] /= units * batch.used() * batch.steps();
    }
    return sums;
  }

  private static double sum(float[] values, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += values[k];
    }
    return sum;
  }
}
