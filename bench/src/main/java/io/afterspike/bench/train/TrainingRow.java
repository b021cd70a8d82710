package io.afterspike.bench.train;

/**
 * What one minibatch of training measured.
 *
 * @param minibatch how many minibatches were trained, this one included
 * @param loss the mean cross entropy over its steps and samples, while it was trained
 * @param accuracy the share of its samples answered rightly, 0 to 1
 * @param validationLoss the same over the validation data afterwards; NaN where not measured
 * @param validationAccuracy the same over the validation data; NaN where not measured
 */
public record TrainingRow(
    long minibatch,
    double loss,
    double accuracy,
    double validationLoss,
    double validationAccuracy) {

  /** Whether the validation data were evaluated after this minibatch. */
  public boolean validated() {
    return !Double.isNaN(validationAccuracy);
  }
}
