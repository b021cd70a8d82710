package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.CurrentReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The synaptic current of a layer.
 *
 * <pre>
 *   current[b][j] = bias[j] + sum over i of input[b][i] * weights[i][j]
 * </pre>
 *
 * Terms with input 0 are skipped. Inputs come in chunks, whose running sums are reloaded, so that
 * every sum has the same order by each of three ways: events that are few are listed once and add
 * rows of a block of the weights ({@link EventProduct}); dense inputs of many samples go through
 * {@link GemmTile}; dense inputs of few samples go one by one. Equal to {@link CurrentReference}
 * bit for bit.
 */
public final class CurrentKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = GemmTile.COLUMNS;

  /** Inputs of a chunk: what a block of neurons needs of their weights stays in a near cache. */
  private static final int CHUNK = GemmTile.TERMS;

  /** Samples of a strip: bounds the scratch of large batches. */
  private static final int STRIP = 1024;

  /** Inputs are events where fewer than this share is not 0. */
  private static final float EVENTS_BELOW = 0.25f;

  /** Fewer samples than this are not worth packing weights for. */
  private static final int WORTH_PACKING = 8;

  private CurrentKernel() {}

  /**
   * How many elements of scratch a call needs.
   *
   * @param samples how many samples it computes
   */
  public static int scratchLength(int samples, int pre) {
    int chunk = Math.min(CHUNK, pre);
    return Math.max(
        EventProduct.scratchLength(chunk, Math.min(STRIP, samples)),
        COLUMNS * (chunk + GemmTile.ROWS));
  }

  /**
   * How many integers of scratch a call needs.
   *
   * @param samples how many samples it computes
   */
  public static int eventsLength(int samples, int pre) {
    return EventProduct.eventsLength(Math.min(CHUNK, pre), Math.min(STRIP, samples));
  }

  /**
   * Computes the currents of samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param input [batch][pre], spikes, counts or real values; not modified
   * @param weights [pre][post]; not modified
   * @param bias [post]; not modified
   * @param current [batch][post]; overwritten in the range
   * @param scratch at least {@link #scratchLength}; overwritten; not shared between threads
   * @param events at least {@link #eventsLength}; overwritten; not shared between threads
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void compute(
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      float[] scratch,
      int[] events,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("input", input, (long) toSample * pre);
    Arguments.holds("weights", weights, (long) pre * post);
    Arguments.holds("bias", bias, post);
    Arguments.holds("current", current, (long) toSample * post);
    int samples = Math.max(0, toSample - fromSample);
    Arguments.holds("scratch", scratch, scratchLength(samples, pre));
    Arguments.holds("events", events, eventsLength(samples, pre));
    int width = Math.max(0, toNeuron - fromNeuron);
    for (int b = fromSample; b < toSample; b += STRIP) {
      int end = Math.min(b + STRIP, toSample);
      for (int row = b; row < end; row++) {
        System.arraycopy(bias, fromNeuron, current, row * post + fromNeuron, width);
      }
      int i = 0;
      do { // once even without inputs: sums that are zero become +0
        int toInput = Math.min(i + CHUNK, pre);
        chunk(
            input,
            weights,
            current,
            scratch,
            events,
            pre,
            post,
            i,
            toInput,
            b,
            end,
            fromNeuron,
            toNeuron);
        i = toInput;
      } while (i < pre);
    }
  }

  /** Adds the terms of inputs [fromInput, toInput). */
  private static void chunk(
      float[] input,
      float[] weights,
      float[] current,
      float[] scratch,
      int[] events,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    int samples = toSample - fromSample;
    int most = (int) (EVENTS_BELOW * samples * (toInput - fromInput));
    if (list(input, events, scratch, pre, fromInput, toInput, fromSample, toSample, most)) {
      EventProduct.accumulate(
          weights,
          current,
          events,
          scratch,
          post,
          fromInput,
          toInput,
          fromSample,
          toSample,
          fromNeuron,
          toNeuron);
    } else if (samples >= WORTH_PACKING) {
      dense(
          input,
          weights,
          current,
          scratch,
          pre,
          post,
          fromInput,
          toInput,
          fromSample,
          toSample,
          fromNeuron,
          toNeuron);
    } else {
      skipping(
          input,
          weights,
          current,
          pre,
          post,
          fromInput,
          toInput,
          fromSample,
          toSample,
          fromNeuron,
          toNeuron);
    }
  }

  /** Lists the events of each sample; gives up when there are more than {@code most}. */
  private static boolean list(
      float[] input,
      int[] events,
      float[] scratch,
      int pre,
      int fromInput,
      int toInput,
      int fromSample,
      int toSample,
      int most) {
    int samples = toSample - fromSample;
    int found = 0;
    for (int row = 0; row < samples && found <= most; row++) {
      int in = (fromSample + row) * pre;
      found +=
          EventTable.find(
              input, in + fromInput, in + toInput, events, samples + found, scratch, found);
      events[row] = found;
    }
    return found <= most;
  }

  /** By tiles, as {@link DenseOuterProduct} does, and for the same reasons with the same bits. */
  private static void dense(
      float[] input,
      float[] weights,
      float[] current,
      float[] scratch,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    int terms = toInput - fromInput;
    for (int j = fromNeuron; j < toNeuron; j += COLUMNS) {
      int columns = Math.min(COLUMNS, toNeuron - j);
      int from = fromInput * post + j;
      boolean finite =
          columns == COLUMNS
              ? DenseOuterProduct.packPanel(weights, from, post, terms, scratch, 0)
              : DenseOuterProduct.packPart(weights, from, post, columns, terms, scratch, 0);
      if (finite) {
        tiles(
            input, current, scratch, pre, post, fromInput, terms, fromSample, toSample, j, columns);
      } else {
        skipping(
            input,
            weights,
            current,
            pre,
            post,
            fromInput,
            toInput,
            fromSample,
            toSample,
            j,
            j + columns);
      }
    }
  }

  private static void tiles(
      float[] input,
      float[] current,
      float[] scratch,
      int pre,
      int post,
      int fromInput,
      int terms,
      int fromSample,
      int toSample,
      int j,
      int columns) {
    int edge = COLUMNS * terms;
    for (int b = fromSample; b < toSample; b += GemmTile.ROWS) {
      int rows = Math.min(GemmTile.ROWS, toSample - b);
      int in = b * pre + fromInput;
      int out = b * post + j;
      if (columns == COLUMNS) {
        GemmTile.rows(input, in, pre, rows, scratch, 0, current, out, post, terms, false);
      } else {
        DenseOuterProduct.copy(current, out, post, scratch, edge, COLUMNS, rows, columns);
        GemmTile.rows(input, in, pre, rows, scratch, 0, scratch, edge, COLUMNS, terms, false);
        DenseOuterProduct.copy(scratch, edge, COLUMNS, current, out, post, rows, columns);
      }
      for (int row = 0; row < rows; row++) {
        positiveZeros(current, out + row * post, columns);
      }
    }
  }

  /** A sum that is zero is +0. */
  private static void positiveZeros(float[] current, int from, int count) {
    int body = Lanes.wholeVectors(0, count);
    for (int j = from; j < from + body; j += LANES) {
      FloatVector.fromArray(SPECIES, current, j).add(0f).intoArray(current, j);
    }
    for (int j = from + body; j < from + count; j++) {
      current[j] += 0f;
    }
  }

  /** Term by term; a term with input 0 is not added, whatever its weight. */
  private static void skipping(
      float[] input,
      float[] weights,
      float[] current,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int b = fromSample; b < toSample; b++) {
      for (int j = fromNeuron; j < fours; j += 4 * LANES) {
        fourVectors(input, weights, current, pre, post, fromInput, toInput, b, j);
      }
      for (int j = fours; j < body; j += LANES) {
        oneVector(input, weights, current, pre, post, fromInput, toInput, b, j);
      }
      for (int j = body; j < toNeuron; j++) {
        oneNeuron(input, weights, current, pre, post, fromInput, toInput, b, j);
      }
    }
  }

  private static void fourVectors(
      float[] input,
      float[] weights,
      float[] current,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int b,
      int j) {
    int out = b * post + j;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, current, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, current, out + LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, current, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, current, out + 3 * LANES);
    for (int i = fromInput; i < toInput; i++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        int w = i * post + j;
        sum0 = xs.fma(FloatVector.fromArray(SPECIES, weights, w), sum0);
        sum1 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + LANES), sum1);
        sum2 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + 2 * LANES), sum2);
        sum3 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + 3 * LANES), sum3);
      }
    }
    sum0.add(0f).intoArray(current, out);
    sum1.add(0f).intoArray(current, out + LANES);
    sum2.add(0f).intoArray(current, out + 2 * LANES);
    sum3.add(0f).intoArray(current, out + 3 * LANES);
  }

  private static void oneVector(
      float[] input,
      float[] weights,
      float[] current,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int b,
      int j) {
    FloatVector sum = FloatVector.fromArray(SPECIES, current, b * post + j);
    for (int i = fromInput; i < toInput; i++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        sum = xs.fma(FloatVector.fromArray(SPECIES, weights, i * post + j), sum);
      }
    }
    sum.add(0f).intoArray(current, b * post + j);
  }

  private static void oneNeuron(
      float[] input,
      float[] weights,
      float[] current,
      int pre,
      int post,
      int fromInput,
      int toInput,
      int b,
      int j) {
    float sum = current[b * post + j];
    for (int i = fromInput; i < toInput; i++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        sum = Math.fma(x, weights[i * post + j], sum);
      }
    }
    current[b * post + j] = sum + 0f;
  }
}
