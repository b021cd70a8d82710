package io.afterspike.bench.train;

/**
 * How far a run has come, apart from the network's own state.
 *
 * @param minibatches how many have been trained
 * @param bestAccuracy the best validation accuracy so far; NaN before the first validation
 * @param bestMinibatch after how many minibatches it was reached; 0 before
 * @param bestParameters the parameters that reached it, flat; empty before
 */
public record Progress(
    long minibatches, double bestAccuracy, long bestMinibatch, float[] bestParameters) {
  /** Nothing trained yet. */
  public static Progress none() {
    return new Progress(0, Double.NaN, 0, new float[0]);
  }
}
