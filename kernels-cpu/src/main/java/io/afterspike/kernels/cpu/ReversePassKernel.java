package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.ReversePassReference;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The reverse pass of the offline forms over a whole sequence, from its last time step to its
 * first.
 *
 * <pre>
 *   BPTT         A(t) = c(t) A(t+1) + g(t) δ(t)
 *   OSTL         A(t) = c(t) A(t+1) + g(t) δ(t)                               h(t) = δ(t) g(t)
 *   OTPE         F(t) = λ F(t+1) + δ(t),  A(t) = c(t) A(t+1) + g(t) F(t)      h(t) = δ(t) ḡ(t)
 *   OTTT         A(t) = λ A(t+1) + h(t)                                       h(t) = δ(t) g(t)
 *   Approx OTPE  F(t) = λ F(t+1) + h(t),  A(t) = λ A(t+1) + F(t)              h(t) = δ(t) ḡ(t)
 *
 *   c(t) = leak * (1 - threshold * g(t))        the bracket rounded once (fma)
 * </pre>
 *
 * A = F = +0 after the last step. Each A and F is one fma, of a rounded product with g where there
 * is one, and has tiny values flushed to +0. A replaces δ; it is what the weights' gradient is made
 * of: dW = Σ x(t)ᵀ A(t). h, and with BPTT A, goes down to the layer below. Steps are taken a strip
 * of neurons at a time, so that what a step needs of the one after it is still in the nearest
 * cache. Equal to {@link ReversePassReference} bit for bit.
 */
public final class ReversePassKernel {
  /** Neurons of a strip. */
  private static final int STRIP = 1024;

  /** How many elements of scratch a call needs. */
  public static final int SCRATCH = 2 * STRIP;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final FloatVector ZERO = FloatVector.zero(SPECIES);
  private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);
  private static final FloatVector LIMIT = FloatVector.broadcast(SPECIES, Flush.LIMIT);

  private ReversePassKernel() {}

  /**
   * BPTT.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param scratch at least {@link #SCRATCH} elements; overwritten; not shared between threads
   * @param size how many elements a step has; elements [from, to) of each are computed
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void bptt(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] scratch,
      int steps,
      int size,
      int from,
      int to) {
    check("surrogate", surrogate, steps, size, from, to);
    check("learningSignal", learningSignal, steps, size, from, to);
    Arguments.holds("scratch", scratch, SCRATCH);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += STRIP) {
      int strip = Math.min(STRIP, body - j);
      Arrays.fill(scratch, 0, SCRATCH, 0f);
      float[] later = scratch; // A = 0 after the last step
      int past = STRIP;
      for (int at = (steps - 1) * size + j; at >= 0; at -= size) {
        bpttStep(leak, threshold, surrogate, learningSignal, later, past, at, strip);
        later = learningSignal;
        past = at;
      }
    }
    ReversePassReference.bptt(leak, threshold, surrogate, learningSignal, steps, size, body, to);
  }

  private static void bpttStep(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] later,
      int past,
      int at,
      int strip) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    for (int k = 0; k < strip; k += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, at + k);
      FloatVector signal = FloatVector.fromArray(SPECIES, learningSignal, at + k);
      FloatVector a = FloatVector.fromArray(SPECIES, later, past + k);
      FloatVector c = leaks.mul(negative.fma(g, ONE));
      a = flush(c.fma(a, g.mul(signal)));
      a.intoArray(learningSignal, at + k);
    }
  }

  /**
   * OSTL.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent receives h, [steps][size]
   * @param scratch at least {@link #SCRATCH} elements; overwritten; not shared between threads
   * @param size how many elements a step has; elements [from, to) of each are computed
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void ostl(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] scratch,
      int steps,
      int size,
      int from,
      int to) {
    check("surrogate", surrogate, steps, size, from, to);
    check("learningSignal", learningSignal, steps, size, from, to);
    check("sent", sent, steps, size, from, to);
    Arguments.holds("scratch", scratch, SCRATCH);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += STRIP) {
      int strip = Math.min(STRIP, body - j);
      Arrays.fill(scratch, 0, SCRATCH, 0f);
      float[] later = scratch; // A = 0 after the last step
      int past = STRIP;
      for (int at = (steps - 1) * size + j; at >= 0; at -= size) {
        ostlStep(leak, threshold, surrogate, learningSignal, sent, later, past, at, strip);
        later = learningSignal;
        past = at;
      }
    }
    ReversePassReference.ostl(
        leak, threshold, surrogate, learningSignal, sent, steps, size, body, to);
  }

  private static void ostlStep(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] later,
      int past,
      int at,
      int strip) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    for (int k = 0; k < strip; k += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, at + k);
      FloatVector signal = FloatVector.fromArray(SPECIES, learningSignal, at + k);
      FloatVector a = FloatVector.fromArray(SPECIES, later, past + k);
      FloatVector c = leaks.mul(negative.fma(g, ONE));
      a = flush(c.fma(a, g.mul(signal)));
      signal.mul(g).intoArray(sent, at + k);
      a.intoArray(learningSignal, at + k);
    }
  }

  /**
   * OTPE.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent ḡ, [steps][size]; replaced by h in the range
   * @param scratch at least {@link #SCRATCH} elements; overwritten; not shared between threads
   * @param size how many elements a step has; elements [from, to) of each are computed
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void otpe(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] scratch,
      int steps,
      int size,
      int from,
      int to) {
    check("surrogate", surrogate, steps, size, from, to);
    check("learningSignal", learningSignal, steps, size, from, to);
    check("sent", sent, steps, size, from, to);
    Arguments.holds("scratch", scratch, SCRATCH);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += STRIP) {
      int strip = Math.min(STRIP, body - j);
      Arrays.fill(scratch, 0, SCRATCH, 0f);
      float[] later = scratch; // A = 0 after the last step
      int past = STRIP;
      for (int at = (steps - 1) * size + j; at >= 0; at -= size) {
        otpeStep(leak, threshold, surrogate, learningSignal, sent, scratch, later, past, at, strip);
        later = learningSignal;
        past = at;
      }
    }
    ReversePassReference.otpe(
        leak, threshold, surrogate, learningSignal, sent, steps, size, body, to);
  }

  private static void otpeStep(
      float leak,
      float threshold,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] filtered,
      float[] later,
      int past,
      int at,
      int strip) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    for (int k = 0; k < strip; k += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, at + k);
      FloatVector signal = FloatVector.fromArray(SPECIES, learningSignal, at + k);
      FloatVector a = FloatVector.fromArray(SPECIES, later, past + k);
      FloatVector c = leaks.mul(negative.fma(g, ONE));
      FloatVector f = flush(leaks.fma(FloatVector.fromArray(SPECIES, filtered, k), signal));
      f.intoArray(filtered, k);
      a = flush(c.fma(a, g.mul(f)));
      signal.mul(FloatVector.fromArray(SPECIES, sent, at + k)).intoArray(sent, at + k);
      a.intoArray(learningSignal, at + k);
    }
  }

  /**
   * OTTT.
   *
   * @param surrogate g, [steps][size]; not modified
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent receives h, [steps][size]
   * @param scratch at least {@link #SCRATCH} elements; overwritten; not shared between threads
   * @param size how many elements a step has; elements [from, to) of each are computed
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void ottt(
      float leak,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] scratch,
      int steps,
      int size,
      int from,
      int to) {
    check("surrogate", surrogate, steps, size, from, to);
    check("learningSignal", learningSignal, steps, size, from, to);
    check("sent", sent, steps, size, from, to);
    Arguments.holds("scratch", scratch, SCRATCH);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += STRIP) {
      int strip = Math.min(STRIP, body - j);
      Arrays.fill(scratch, 0, SCRATCH, 0f);
      float[] later = scratch; // A = 0 after the last step
      int past = STRIP;
      for (int at = (steps - 1) * size + j; at >= 0; at -= size) {
        otttStep(leak, surrogate, learningSignal, sent, later, past, at, strip);
        later = learningSignal;
        past = at;
      }
    }
    ReversePassReference.ottt(leak, surrogate, learningSignal, sent, steps, size, body, to);
  }

  private static void otttStep(
      float leak,
      float[] surrogate,
      float[] learningSignal,
      float[] sent,
      float[] later,
      int past,
      int at,
      int strip) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    for (int k = 0; k < strip; k += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, at + k);
      FloatVector signal = FloatVector.fromArray(SPECIES, learningSignal, at + k);
      FloatVector a = FloatVector.fromArray(SPECIES, later, past + k);
      FloatVector h = signal.mul(g);
      h.intoArray(sent, at + k);
      a = flush(leaks.fma(a, h));
      a.intoArray(learningSignal, at + k);
    }
  }

  /**
   * Approx OTPE.
   *
   * @param learningSignal δ, [steps][size]; replaced by A in the range
   * @param sent ḡ, [steps][size]; replaced by h in the range
   * @param scratch at least {@link #SCRATCH} elements; overwritten; not shared between threads
   * @param size how many elements a step has; elements [from, to) of each are computed
   * @throws IllegalArgumentException if an array is too short or the range reaches outside
   */
  public static void approxOtpe(
      float leak,
      float[] learningSignal,
      float[] sent,
      float[] scratch,
      int steps,
      int size,
      int from,
      int to) {
    check("learningSignal", learningSignal, steps, size, from, to);
    check("sent", sent, steps, size, from, to);
    Arguments.holds("scratch", scratch, SCRATCH);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += STRIP) {
      int strip = Math.min(STRIP, body - j);
      Arrays.fill(scratch, 0, SCRATCH, 0f);
      float[] later = scratch; // A = 0 after the last step
      int past = STRIP;
      for (int at = (steps - 1) * size + j; at >= 0; at -= size) {
        approxOtpeStep(leak, learningSignal, sent, scratch, later, past, at, strip);
        later = learningSignal;
        past = at;
      }
    }
    ReversePassReference.approxOtpe(leak, learningSignal, sent, steps, size, body, to);
  }

  private static void approxOtpeStep(
      float leak,
      float[] learningSignal,
      float[] sent,
      float[] filtered,
      float[] later,
      int past,
      int at,
      int strip) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    for (int k = 0; k < strip; k += SPECIES.length()) {
      FloatVector signal = FloatVector.fromArray(SPECIES, learningSignal, at + k);
      FloatVector a = FloatVector.fromArray(SPECIES, later, past + k);
      FloatVector h = signal.mul(FloatVector.fromArray(SPECIES, sent, at + k));
      h.intoArray(sent, at + k);
      FloatVector f = flush(leaks.fma(FloatVector.fromArray(SPECIES, filtered, k), h));
      f.intoArray(filtered, k);
      a = flush(leaks.fma(a, f));
      a.intoArray(learningSignal, at + k);
    }
  }

  private static void check(String name, float[] array, int steps, int size, int from, int to) {
    Arguments.range(name, from, to, size);
    Arguments.holds(name, array, (long) steps * size);
  }

  private static FloatVector flush(FloatVector x) {
    return x.blend(ZERO, x.abs().compare(LT, LIMIT));
  }
}
