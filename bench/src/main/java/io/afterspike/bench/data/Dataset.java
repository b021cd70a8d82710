package io.afterspike.bench.data;

/**
 * Labelled spike sequences, split in training, validation and test data.
 *
 * <p>A training minibatch is a pure function of (data set, seed, minibatch number): a run that is
 * resumed at minibatch n sees what the uninterrupted run saw. Implementations may compute ahead in
 * the background; calls come from one thread.
 */
public interface Dataset extends AutoCloseable {
  /** A short name for reports, such as {@code t-randman}. */
  String name();

  /** The number of input units. */
  int units();

  /** The number of time steps of every sequence. */
  int steps();

  /** The number of classes. */
  int classes();

  /** The number of different training samples, or {@code Long.MAX_VALUE} if they are generated. */
  long trainingSamples();

  /** The number of validation samples. */
  int validationSamples();

  /** The number of test samples. */
  int testSamples();

  /**
   * Fills {@code batch} with training minibatch number {@code minibatch} (from 0) of the run with
   * {@code seed}.
   *
   * @throws IllegalArgumentException if the batch does not fit the data set, or holds more samples
   *     than there are
   */
  void training(long seed, long minibatch, Batch batch);

  /** Fills {@code batch} with the validation samples from {@code first} on, as many as fit. */
  void validation(int first, Batch batch);

  /** Fills {@code batch} with the test samples from {@code first} on, as many as fit. */
  void test(int first, Batch batch);

  @Override
  void close();
}
