package io.afterspike.bench.data;

import java.util.SplittableRandom;

/**
 * The independent streams of random numbers of a Randman data set.
 *
 * <pre>
 *   random(seed, number) = new SplittableRandom(mix(mix(seed + stream * G) + number * G))
 *   G = 0x9e3779b97f4a7c15,  mix: the finalizer of SplitMix64 (Stafford's variant 13)
 * </pre>
 *
 * So each is a pure function of its seed and number, and no two numbers of a stream share a state.
 * The manifolds come from {@code new SplittableRandom(seed)} itself.
 */
enum RandmanStream {
  /** Points and order of a training draw: the run's seed, the draw's number. */
  TRAINING_DRAW(1),
  /** Points and order of a validation draw: the data set's seed, the draw's number. */
  VALIDATION_DRAW(2),
  /** Points and order of a test draw: the data set's seed, the draw's number. */
  TEST_DRAW(3),
  /** Spike times of a training minibatch: the run's seed, the minibatch's number. */
  TRAINING_TIMES(4),
  /** Spike times of a validation sample: the data set's seed, the sample's number. */
  VALIDATION_TIMES(5),
  /** Spike times of a test sample: the data set's seed, the sample's number. */
  TEST_TIMES(6);

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long stream;

  RandmanStream(long stream) {
    this.stream = stream;
  }

  /** The stream's random numbers for {@code seed} and {@code number}. */
  SplittableRandom random(long seed, long number) {
    return new SplittableRandom(mix(mix(seed + stream * GOLDEN) + number * GOLDEN));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
