package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.SensitivityReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Real-time recurrent learning through depth: the exact derivative of every neuron's spike by every
 * parameter below it, carried forward in time.
 *
 * <pre>
 *   dv[b][j][p] = leak * dU[b][j][p]                              rounded
 *               + sum over i of weights[i][j] * inputSensitivity[b][i][p]      i ascending, fma
 *               + (p is weight (i,j) of this layer ? input[b][i] : 0)
 *               + (p is bias j of this layer ? 1 : 0)
 *   dS[b][j][p] = g[b][j] * dv                                    ds/dp
 *   dU[b][j][p] = dv - threshold * dS                             du/dp
 * </pre>
 *
 * Tiny values are flushed to +0. Lanes hold different parameters p. Equal to {@link
 * SensitivityReference} bit for bit.
 */
public final class SensitivityKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private SensitivityKernel() {}

  /**
   * Advances samples [fromSample, toSample) and parameters [fromParameter, toParameter) of one
   * layer.
   *
   * @param weights [pre][post]; not modified
   * @param input [batch][pre]; not modified
   * @param surrogate [batch][post]; not modified
   * @param inputSensitivity ds/dp of the layer below, [batch][pre][below]; not modified
   * @param potentialSensitivity dU, [batch][post][parameters]; modified
   * @param spikeSensitivity receives dS, [batch][post][parameters]
   * @param below how many parameters the layers below have, 0 for the first layer
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void step(
      float leak,
      float threshold,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int fromSample,
      int toSample,
      int fromParameter,
      int toParameter) {
    int parameters = below + pre * post + post;
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("parameters", fromParameter, toParameter, parameters);
    Arguments.holds("weights", weights, (long) pre * post);
    Arguments.holds("input", input, (long) toSample * pre);
    Arguments.holds("surrogate", surrogate, (long) toSample * post);
    if (below > 0) {
      Arguments.holds("inputSensitivity", inputSensitivity, (long) toSample * pre * below);
    }
    long size = (long) toSample * post * parameters;
    Arguments.holds("potentialSensitivity", potentialSensitivity, size);
    Arguments.holds("spikeSensitivity", spikeSensitivity, size);

    lowerLayers(
        leak,
        threshold,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity,
        pre,
        post,
        below,
        fromSample,
        toSample,
        fromParameter,
        Math.min(toParameter, below));
    ownLayer(
        leak,
        threshold,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity,
        pre,
        post,
        below,
        fromSample,
        toSample,
        Math.max(fromParameter, below),
        toParameter);
  }

  /** Parameters [from, to) of the layers below; spikeSensitivity holds dv until the reset. */
  private static void lowerLayers(
      float leak,
      float threshold,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int fromSample,
      int toSample,
      int from,
      int to) {
    int parameters = below + pre * post + post;
    int fours = Lanes.wholeFours(from, to);
    int body = Lanes.wholeVectors(from, to);
    for (int b = fromSample; b < toSample; b++) {
      for (int j = 0; j < post; j++) {
        int row = (b * post + j) * parameters;
        for (int p = from; p < fours; p += 4 * SPECIES.length()) {
          fourVectors(
              leak,
              weights,
              inputSensitivity,
              potentialSensitivity,
              spikeSensitivity,
              pre,
              post,
              below,
              b * pre * below + p,
              j,
              row + p);
        }
        for (int p = fours; p < body; p += SPECIES.length()) {
          oneVector(
              leak,
              weights,
              inputSensitivity,
              potentialSensitivity,
              spikeSensitivity,
              pre,
              post,
              below,
              b * pre * below + p,
              j,
              row + p);
        }
        float g = surrogate[b * post + j];
        reset(threshold, g, potentialSensitivity, spikeSensitivity, row + from, row + body);
      }
    }
    SensitivityReference.step(
        leak,
        threshold,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity,
        pre,
        post,
        below,
        fromSample,
        toSample,
        body,
        to);
  }

  /** Parameters [from, to) of this layer; spikeSensitivity holds dv until the reset. */
  private static void ownLayer(
      float leak,
      float threshold,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int fromSample,
      int toSample,
      int from,
      int to) {
    int parameters = below + pre * post + post;
    int body = Lanes.wholeVectors(from, to);
    for (int b = fromSample; b < toSample; b++) {
      for (int j = 0; j < post; j++) {
        int row = (b * post + j) * parameters;
        decay(leak, potentialSensitivity, spikeSensitivity, row + from, row + body);
        // Of this layer's parameters only neuron j's own weights and bias reach it directly.
        for (int i = 0; i <= pre; i++) {
          int p = below + i * post + j;
          if (from <= p && p < body) {
            spikeSensitivity[row + p] += i < pre ? input[b * pre + i] : 1f;
          }
        }
        float g = surrogate[b * post + j];
        reset(threshold, g, potentialSensitivity, spikeSensitivity, row + from, row + body);
      }
    }
    SensitivityReference.step(
        leak,
        threshold,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity,
        pre,
        post,
        below,
        fromSample,
        toSample,
        body,
        to);
  }

  /** dv of four vectors of lower parameters; {@code lower} and {@code out} are their indices. */
  private static void fourVectors(
      float leak,
      float[] weights,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int lower,
      int j,
      int out) {
    int lanes = SPECIES.length();
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector dv0 = leaks.mul(FloatVector.fromArray(SPECIES, potentialSensitivity, out));
    FloatVector dv1 = leaks.mul(FloatVector.fromArray(SPECIES, potentialSensitivity, out + lanes));
    FloatVector dv2 =
        leaks.mul(FloatVector.fromArray(SPECIES, potentialSensitivity, out + 2 * lanes));
    FloatVector dv3 =
        leaks.mul(FloatVector.fromArray(SPECIES, potentialSensitivity, out + 3 * lanes));
    for (int i = 0; i < pre; i++) {
      FloatVector w = FloatVector.broadcast(SPECIES, weights[i * post + j]);
      int s = lower + i * below;
      dv0 = w.fma(FloatVector.fromArray(SPECIES, inputSensitivity, s), dv0);
      dv1 = w.fma(FloatVector.fromArray(SPECIES, inputSensitivity, s + lanes), dv1);
      dv2 = w.fma(FloatVector.fromArray(SPECIES, inputSensitivity, s + 2 * lanes), dv2);
      dv3 = w.fma(FloatVector.fromArray(SPECIES, inputSensitivity, s + 3 * lanes), dv3);
    }
    dv0.intoArray(spikeSensitivity, out);
    dv1.intoArray(spikeSensitivity, out + lanes);
    dv2.intoArray(spikeSensitivity, out + 2 * lanes);
    dv3.intoArray(spikeSensitivity, out + 3 * lanes);
  }

  private static void oneVector(
      float leak,
      float[] weights,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int lower,
      int j,
      int out) {
    FloatVector dv = FloatVector.fromArray(SPECIES, potentialSensitivity, out).mul(leak);
    for (int i = 0; i < pre; i++) {
      FloatVector w = FloatVector.broadcast(SPECIES, weights[i * post + j]);
      dv = w.fma(FloatVector.fromArray(SPECIES, inputSensitivity, lower + i * below), dv);
    }
    dv.intoArray(spikeSensitivity, out);
  }

  private static void decay(
      float leak, float[] potentialSensitivity, float[] spikeSensitivity, int from, int body) {
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    for (int k = from; k < body; k += SPECIES.length()) {
      FloatVector du = FloatVector.fromArray(SPECIES, potentialSensitivity, k);
      leaks.mul(du).intoArray(spikeSensitivity, k);
    }
  }

  /** Turns the dv in spikeSensitivity into dS and dU. */
  private static void reset(
      float threshold,
      float g,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int from,
      int body) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector gs = FloatVector.broadcast(SPECIES, g);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    for (int k = from; k < body; k += SPECIES.length()) {
      FloatVector dv = FloatVector.fromArray(SPECIES, spikeSensitivity, k);
      FloatVector ds = gs.mul(dv);
      ds = ds.blend(zero, ds.abs().compare(LT, Flush.LIMIT));
      FloatVector du = negative.fma(ds, dv);
      ds.intoArray(spikeSensitivity, k);
      du.blend(zero, du.abs().compare(LT, Flush.LIMIT)).intoArray(potentialSensitivity, k);
    }
  }
}
