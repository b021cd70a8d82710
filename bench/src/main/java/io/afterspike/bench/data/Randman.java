package io.afterspike.bench.data;

import io.afterspike.kernels.cpu.VectorModule;
import java.util.SplittableRandom;

/**
 * Randman: points on random smooth manifolds, one for each class, as spikes of many units. The
 * manifolds stay, the points are new with every draw.
 *
 * <p>Training minibatch n is rows {@code (n mod m) · B} and on of draw {@code n / m}, where m is
 * the number of minibatches that share a draw and B the batch size: a pure function of (options,
 * seed, n). A draw is classes · units · dimensions · points · frequencies sines, 1.5·10⁹ in the
 * paper's size, so the next one is computed in the background while the current one is in use.
 * Validation and test samples come from draws of their own. Where each random number comes from:
 * {@link RandmanStream}.
 *
 * @see RandmanManifold
 */
public final class Randman implements Dataset {
  private final RandmanOptions options;
  private final RandmanMemory memory;
  private final RandmanEncoder encoder;
  private final DrawAhead draws;
  private final RandmanSplit validation;
  private final RandmanSplit test;

  /**
   * Draws the manifolds. Points are drawn when first asked for.
   *
   * @throws IllegalStateException if Java runs without the Vector API; says which flag to add
   */
  public Randman(RandmanOptions options) {
    this(options, true);
  }

  /** With {@code overlapped} false nothing is computed in the background. */
  Randman(RandmanOptions options, boolean overlapped) {
    this(options, overlapped, 0);
  }

  /** With up to {@code kept} draws in memory, which all {@link #view views} share. */
  Randman(RandmanOptions options, boolean overlapped, int kept) {
    this(options, overlapped, memory(options, kept));
  }

  private static RandmanMemory memory(RandmanOptions options, int kept) {
    VectorModule.require();
    return new RandmanMemory(options, kept);
  }

  private Randman(RandmanOptions options, boolean overlapped, RandmanMemory memory) {
    this.options = options;
    this.memory = memory;
    this.encoder = new RandmanEncoder(options.coding(), options.units());
    this.draws =
        new DrawAhead(
            (seed, number, cancelled) ->
                memory.draw(RandmanStream.TRAINING_DRAW, seed, number, cancelled),
            overlapped);
    this.validation =
        new RandmanSplit(
            "the validation samples",
            options.validationSamples(),
            options.seed(),
            RandmanStream.VALIDATION_DRAW,
            RandmanStream.VALIDATION_TIMES,
            memory,
            encoder);
    this.test =
        new RandmanSplit(
            "the test samples",
            options.testSamples(),
            options.seed(),
            RandmanStream.TEST_DRAW,
            RandmanStream.TEST_TIMES,
            memory,
            encoder);
  }

  /**
   * For several threads, each with a {@link #view} of its own: the last {@code kept} draws stay in
   * memory, so that runs on the same points share them.
   */
  public static Randman shared(RandmanOptions options, int kept) {
    return new Randman(options, true, kept);
  }

  /** The same data set for another thread, which shares the draws in memory. */
  public Randman view() {
    return new Randman(options, true, memory);
  }

  /** What decides this data set. */
  public RandmanOptions options() {
    return options;
  }

  @Override
  public String name() {
    return options.coding().dataset();
  }

  @Override
  public int units() {
    return options.units();
  }

  @Override
  public int steps() {
    return options.steps();
  }

  @Override
  public int classes() {
    return options.classes();
  }

  @Override
  public long trainingSamples() {
    return Long.MAX_VALUE;
  }

  @Override
  public int validationSamples() {
    return options.validationSamples();
  }

  @Override
  public int testSamples() {
    return options.testSamples();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the minibatches that share a draw need more rows than
   *     it has
   * @throws IllegalStateException if this is closed, or computing in the background failed
   */
  @Override
  public void training(long seed, long minibatch, Batch batch) {
    fits(batch);
    if (minibatch < 0) {
      throw new IllegalArgumentException("minibatch: expected at least 0, found " + minibatch);
    }
    int perDraw = options.minibatchesPerDraw();
    int samples = batch.samples();
    if ((long) samples * perDraw > options.rowsPerDraw()) {
      throw new IllegalArgumentException(
          String.format(
              "minibatchesPerDraw: expected batch x minibatchesPerDraw to be at most the %d rows of"
                  + " a draw (%d classes x %d points), found %d x %d = %d",
              options.rowsPerDraw(),
              options.classes(),
              options.pointsPerClass(),
              samples,
              perDraw,
              (long) samples * perDraw));
    }
    RandmanRows rows = draws.get(seed, minibatch / perDraw);
    int first = (int) (minibatch % perDraw) * samples;
    SplittableRandom times = RandmanStream.TRAINING_TIMES.random(seed, minibatch);
    RandmanEncoder.clear(batch);
    encoder.encode(rows, first, times, batch, 0, samples);
    batch.use(samples);
  }

  @Override
  public void validation(int first, Batch batch) {
    fits(batch);
    validation.fill(first, batch);
  }

  @Override
  public void test(int first, Batch batch) {
    fits(batch);
    test.fill(first, batch);
  }

  private void fits(Batch batch) {
    if (batch.steps() != options.steps() || batch.units() != options.units()) {
      throw new IllegalArgumentException(
          String.format(
              "batch: expected %d steps and %d units, found %d steps and %d units",
              options.steps(), options.units(), batch.steps(), batch.units()));
    }
  }

  /** Stops the background thread. */
  @Override
  public void close() {
    draws.close();
  }
}
