package io.afterspike.bench.sweep;

import io.afterspike.bench.data.Dataset;

/**
 * The data that a result was made with.
 *
 * @param name the data set's name, such as {@code t-randman}
 * @param training how many training samples it has; infinite if they are generated
 * @param validation how many validation samples
 * @param test how many test samples
 */
public record DataFacts(String name, double training, int validation, int test) {
  /** No data set: made-up input. */
  static final DataFacts NONE = new DataFacts("none", 0, 0, 0);

  static DataFacts of(Dataset data) {
    long training = data.trainingSamples();
    return new DataFacts(
        data.name(),
        training == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : training,
        data.validationSamples(),
        data.testSamples());
  }
}
