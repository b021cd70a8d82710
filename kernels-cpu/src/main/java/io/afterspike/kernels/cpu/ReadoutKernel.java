package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import io.afterspike.kernels.reference.Exponential;
import io.afterspike.kernels.reference.ReadoutReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax cross entropy of the output and its derivative, the output layer's learning signal.
 *
 * <pre>
 *   m = max over c of output[b][c]
 *   z = sum over c of exp(output[b][c] - m)
 *   loss[b] = ln z - (output[b][label] - m)
 *   learningSignal[b][c] = (exp(output[b][c] - m) / z - (c == label ? 1 : 0)) * scale
 * </pre>
 *
 * Lanes hold different samples, so that every sum runs over the classes in ascending order. Equal
 * to {@link ReadoutReference} bit for bit; the exponential and the logarithm round as {@link
 * Exponential} does.
 */
public final class ReadoutKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  /** Rows of the scratch after those of the classes. Each row has one number per sample. */
  private static final int LABEL = 0;

  private static final int LABEL_OUTPUT = 1;
  private static final int HIGHEST = 2;
  private static final int SUM = 3;
  private static final int LOGARITHM = 4;
  private static final int ROWS = 5;

  private ReadoutKernel() {}

  /** How long the scratch must be: a vector of samples for each class and five more. */
  public static int scratchLength(int classes) {
    return row(classes + ROWS);
  }

  /**
   * Computes samples [fromSample, toSample).
   *
   * @param scale what the learning signal is multiplied by
   * @param output spikes, or their leaky sum, [batch][classes]; not modified
   * @param labels the class of each sample as a whole number, [batch]; not modified
   * @param learningSignal receives δ, [batch][classes]
   * @param loss receives each sample's cross entropy, [batch]
   * @param scratch at least {@link #scratchLength} elements, overwritten; one for each thread
   * @throws IllegalArgumentException if an array is too short or there is no class
   */
  public static void crossEntropy(
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss,
      float[] scratch,
      int classes,
      int fromSample,
      int toSample) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes: expected at least 1, got " + classes);
    }
    Arguments.holds("output", output, (long) toSample * classes);
    Arguments.elements("labels", labels, fromSample, toSample);
    Arguments.holds("learningSignal", learningSignal, (long) toSample * classes);
    Arguments.elements("loss", loss, fromSample, toSample);
    Arguments.holds("scratch", scratch, scratchLength(classes));
    int body = Lanes.wholeVectors(fromSample, toSample);
    for (int b = fromSample; b < body; b += SPECIES.length()) {
      gather(output, labels, scratch, classes, b);
      highest(scratch, classes);
      exponentials(scratch, classes);
      sum(scratch, classes);
      logarithm(scratch, classes);
      losses(scratch, loss, classes, b);
      learningSignals(scale, scratch, classes);
      scatter(scratch, learningSignal, classes, b);
    }
    ReadoutReference.crossEntropy(
        scale, output, labels, learningSignal, loss, classes, body, toSample);
  }

  /** Where a row of the scratch starts: rows 0 to classes − 1 are those of the classes. */
  private static int row(int index) {
    return index * SPECIES.length();
  }

  /** Transposes a vector of samples into the scratch, [classes][samples]. */
  private static void gather(
      float[] output, float[] labels, float[] scratch, int classes, int fromSample) {
    int lanes = SPECIES.length();
    for (int lane = 0; lane < lanes; lane++) {
      int row = (fromSample + lane) * classes;
      for (int c = 0; c < classes; c++) {
        scratch[row(c) + lane] = output[row + c];
      }
      int label = (int) labels[fromSample + lane];
      scratch[row(classes + LABEL) + lane] = label;
      scratch[row(classes + LABEL_OUTPUT) + lane] = output[row + label];
    }
  }

  private static void scatter(
      float[] scratch, float[] learningSignal, int classes, int fromSample) {
    int lanes = SPECIES.length();
    for (int lane = 0; lane < lanes; lane++) {
      int row = (fromSample + lane) * classes;
      for (int c = 0; c < classes; c++) {
        learningSignal[row + c] = scratch[row(c) + lane];
      }
    }
  }

  private static void highest(float[] scratch, int classes) {
    FloatVector highest = FloatVector.fromArray(SPECIES, scratch, 0);
    for (int c = 1; c < classes; c++) {
      highest = highest.max(FloatVector.fromArray(SPECIES, scratch, row(c)));
    }
    highest.intoArray(scratch, row(classes + HIGHEST));
  }

  /** e^(output − highest) in place of the output. See {@link Exponential#exp}. */
  private static void exponentials(float[] scratch, int classes) {
    int lanes = SPECIES.length();
    FloatVector highest = FloatVector.fromArray(SPECIES, scratch, row(classes + HIGHEST));
    FloatVector rounder = FloatVector.broadcast(SPECIES, 0x1.8p23f);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int k = 0; k < row(classes); k += lanes) {
      FloatVector x = FloatVector.fromArray(SPECIES, scratch, k).sub(highest);
      FloatVector shifted = x.fma(FloatVector.broadcast(SPECIES, 0x1.715476p0f), rounder);
      FloatVector n = shifted.sub(rounder);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -0x1.62e4p-1f), x);
      r = n.fma(FloatVector.broadcast(SPECIES, -0x1.7f7d1cp-20f), r);
      FloatVector p = FloatVector.broadcast(SPECIES, 1.98527617612e-4f);
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.39304355252e-3f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 8.33336077630e-3f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 4.16664853692e-2f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.66666671633e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 0.5f));
      p = p.fma(r.mul(r), r).add(1f);
      // The low bits of the shifted number are n: no conversion is needed to build 2^n.
      IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, 23).add(127 << 23);
      FloatVector e = p.mul(exponent.reinterpretAsFloats());
      e.blend(zero, x.compare(LT, Exponential.LOWEST)).intoArray(scratch, k);
    }
  }

  private static void sum(float[] scratch, int classes) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int c = 0; c < classes; c++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, scratch, row(c)));
    }
    sum.intoArray(scratch, row(classes + SUM));
  }

  /** The logarithm of the sums. See {@link Exponential#log}. */
  private static void logarithm(float[] scratch, int classes) {
    FloatVector sum = FloatVector.fromArray(SPECIES, scratch, row(classes + SUM));
    IntVector bits = sum.reinterpretAsInts();
    IntVector n = bits.sub(0x3f3504f3).lanewise(ASHR, 23);
    FloatVector exponent = (FloatVector) n.convert(I2F, 0);
    FloatVector r = bits.sub(n.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1f);
    FloatVector p = FloatVector.broadcast(SPECIES, 7.0376836292e-2f);
    p = p.fma(r, FloatVector.broadcast(SPECIES, -1.1514610310e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.1676998740e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, -1.2420140846e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.4249322787e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, -1.6668057665e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 2.0000714765e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, -2.4999993993e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 3.3333331174e-1f));
    FloatVector square = r.mul(r);
    FloatVector y = p.mul(r).mul(square);
    y = exponent.fma(FloatVector.broadcast(SPECIES, 0x1.7f7d1cp-20f), y);
    y = square.fma(FloatVector.broadcast(SPECIES, -0.5f), y);
    FloatVector log = exponent.fma(FloatVector.broadcast(SPECIES, 0x1.62e4p-1f), r.add(y));
    log.blend(sum, sum.compare(NE, sum)).intoArray(scratch, row(classes + LOGARITHM));
  }

  private static void losses(float[] scratch, float[] loss, int classes, int fromSample) {
    FloatVector log = FloatVector.fromArray(SPECIES, scratch, row(classes + LOGARITHM));
    FloatVector highest = FloatVector.fromArray(SPECIES, scratch, row(classes + HIGHEST));
    FloatVector own = FloatVector.fromArray(SPECIES, scratch, row(classes + LABEL_OUTPUT));
    log.sub(own.sub(highest)).intoArray(loss, fromSample);
  }

  private static void learningSignals(float scale, float[] scratch, int classes) {
    FloatVector sum = FloatVector.fromArray(SPECIES, scratch, row(classes + SUM));
    FloatVector label = FloatVector.fromArray(SPECIES, scratch, row(classes + LABEL));
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int c = 0; c < classes; c++) {
      FloatVector target = zero.blend(1f, label.compare(EQ, (float) c));
      FloatVector e = FloatVector.fromArray(SPECIES, scratch, row(c));
      e.div(sum).sub(target).mul(scale).intoArray(scratch, row(c));
    }
  }
}
