package io.afterspike.bench.train;

/** The loss or a weight is no number any more: training cannot go on. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the minibatch after which a weight or bias is no number. */
  public TrainingDivergedException(long minibatch, int parameter, float value) {
    super(
        "training diverged at minibatch "
            + minibatch
            + ": expected finite weights, found "
            + value
            + " as parameter "
            + parameter
            + "; a smaller --lr may help");
  }

  /** Names the minibatch and the loss it had. */
  public TrainingDivergedException(long minibatch, double loss) {
    super(
        "training diverged at minibatch "
            + minibatch
            + ": expected a finite loss, found "
            + loss
            + "; a smaller --lr may help");
  }
}
