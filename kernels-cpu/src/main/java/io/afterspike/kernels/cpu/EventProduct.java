package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.NE;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The outer product of {@link OuterProductKernel} for inputs that are mostly 0.
 *
 * <p>The events of each input are listed with samples ascending. Then, for a block of eight vectors
 * of neurons, whose factors are packed so that they stay in a near cache, the sums of one input
 * stay in registers while its events pass by.
 *
 * <pre>
 *   events:   [0, rows)   where the events of each row begin, and once listed: end
 *             [rows, …)   the sample of each event, counted from the chunk's first
 *   scratch:  the input of each event, then a block of the factor
 * </pre>
 */
final class EventProduct {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();
  private static final int BLOCK = 8 * LANES;

  private EventProduct() {}

  static int scratchLength(int samples, int rows) {
    return Math.max(rows, samples * (rows + BLOCK));
  }

  static int eventsLength(int samples, int rows) {
    return rows + samples * rows;
  }

  /** Notes where the events of each row will begin, and returns how many there are. */
  static int count(
      float[] input,
      int[] events,
      float[] scratch,
      int pre,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow) {
    int rows = toRow - fromRow;
    int body = Lanes.wholeVectors(0, rows);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    Arrays.fill(scratch, 0, rows, 0f);
    // Along the samples' rows, as they lie in memory; counts stay in the nearest cache.
    for (int b = fromSample; b < toSample; b++) {
      int in = b * pre + fromRow;
      for (int i = 0; i < body; i += LANES) {
        VectorMask<Float> event = FloatVector.fromArray(SPECIES, input, in + i).compare(NE, zero);
        FloatVector counts = FloatVector.fromArray(SPECIES, scratch, i);
        counts.add(zero.blend(one, event)).intoArray(scratch, i);
      }
      for (int i = body; i < rows; i++) {
        scratch[i] += input[in + i] != 0f ? 1f : 0f;
      }
    }
    int found = 0;
    for (int i = 0; i < rows; i++) {
      events[i] = found;
      found += (int) scratch[i];
    }
    return found;
  }

  /** Lists the events of each row. */
  static void list(
      float[] input,
      int[] events,
      float[] scratch,
      int pre,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow) {
    int rows = toRow - fromRow;
    int body = Lanes.wholeVectors(fromRow, toRow);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int b = fromSample; b < toSample; b++) {
      for (int i = fromRow; i < body; i += LANES) {
        long lanes = FloatVector.fromArray(SPECIES, input, b * pre + i).compare(NE, zero).toLong();
        while (lanes != 0) {
          int row = i + Long.numberOfTrailingZeros(lanes);
          note(input[b * pre + row], b - fromSample, events, scratch, row - fromRow, rows);
          lanes &= lanes - 1;
        }
      }
      for (int i = body; i < toRow; i++) {
        float x = input[b * pre + i];
        if (x != 0f) {
          note(x, b - fromSample, events, scratch, i - fromRow, rows);
        }
      }
    }
  }

  /** Lists one more event. */
  static void note(float x, int sample, int[] events, float[] scratch, int row, int rows) {
    int place = events[row]++;
    events[rows + place] = sample;
    scratch[place] = x;
  }

  /** Adds the listed events; samples are the chunk's. */
  static void accumulate(
      float[] factor,
      float[] gradient,
      int[] events,
      float[] scratch,
      int post,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    int rows = toRow - fromRow;
    int samples = toSample - fromSample;
    int block = samples * rows;
    int eights = fromNeuron + (toNeuron - fromNeuron) / BLOCK * BLOCK;
    int first = fromSample * post;
    // A copy of the block pays where its rows are read several times.
    boolean packs = events[rows - 1] >= 4 * samples;
    for (int j = fromNeuron; j < eights; j += BLOCK) {
      for (int b = 0; b < samples && packs; b++) {
        System.arraycopy(factor, first + b * post + j, scratch, block + b * BLOCK, BLOCK);
      }
      float[] source = packs ? scratch : factor;
      int at = packs ? block : first + j;
      int stride = packs ? BLOCK : post;
      for (int row = 0, begin = 0; row < rows; row++) {
        int end = events[row];
        int out = (fromRow + row) * post + j;
        eightVectors(events, scratch, rows, begin, end, source, at, stride, gradient, out);
        begin = end;
      }
    }
    if (eights < toNeuron) {
      for (int row = 0, begin = 0; row < rows; row++) {
        int end = events[row];
        int out = (fromRow + row) * post;
        rest(
            events, scratch, rows, begin, end, factor, first, post, gradient, out, eights,
            toNeuron);
        begin = end;
      }
    }
  }

  private static void eightVectors(
      int[] events,
      float[] scratch,
      int rows,
      int begin,
      int end,
      float[] source,
      int at,
      int stride,
      float[] gradient,
      int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out + 0 * LANES);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + 1 * LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * LANES);
    FloatVector sum4 = FloatVector.fromArray(SPECIES, gradient, out + 4 * LANES);
    FloatVector sum5 = FloatVector.fromArray(SPECIES, gradient, out + 5 * LANES);
    FloatVector sum6 = FloatVector.fromArray(SPECIES, gradient, out + 6 * LANES);
    FloatVector sum7 = FloatVector.fromArray(SPECIES, gradient, out + 7 * LANES);
    for (int e = begin; e < end; e++) {
      FloatVector x = FloatVector.broadcast(SPECIES, scratch[e]);
      int f = at + events[rows + e] * stride;
      sum0 = x.fma(FloatVector.fromArray(SPECIES, source, f + 0 * LANES), sum0);
      sum1 = x.fma(FloatVector.fromArray(SPECIES, source, f + 1 * LANES), sum1);
      sum2 = x.fma(FloatVector.fromArray(SPECIES, source, f + 2 * LANES), sum2);
      sum3 = x.fma(FloatVector.fromArray(SPECIES, source, f + 3 * LANES), sum3);
      sum4 = x.fma(FloatVector.fromArray(SPECIES, source, f + 4 * LANES), sum4);
      sum5 = x.fma(FloatVector.fromArray(SPECIES, source, f + 5 * LANES), sum5);
      sum6 = x.fma(FloatVector.fromArray(SPECIES, source, f + 6 * LANES), sum6);
      sum7 = x.fma(FloatVector.fromArray(SPECIES, source, f + 7 * LANES), sum7);
    }
    sum0.add(0f).intoArray(gradient, out + 0 * LANES);
    sum1.add(0f).intoArray(gradient, out + 1 * LANES);
    sum2.add(0f).intoArray(gradient, out + 2 * LANES);
    sum3.add(0f).intoArray(gradient, out + 3 * LANES);
    sum4.add(0f).intoArray(gradient, out + 4 * LANES);
    sum5.add(0f).intoArray(gradient, out + 5 * LANES);
    sum6.add(0f).intoArray(gradient, out + 6 * LANES);
    sum7.add(0f).intoArray(gradient, out + 7 * LANES);
  }

  /** The neurons beyond the last whole block, from the factor as it lies. */
  private static void rest(
      int[] events,
      float[] scratch,
      int rows,
      int begin,
      int end,
      float[] factor,
      int first,
      int post,
      float[] gradient,
      int out,
      int fromNeuron,
      int toNeuron) {
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int j = fromNeuron; j < fours; j += 4 * LANES) {
      fourVectors(events, scratch, rows, begin, end, factor, first + j, post, gradient, out + j);
    }
    for (int j = fours; j < body; j += LANES) {
      oneVector(events, scratch, rows, begin, end, factor, first + j, post, gradient, out + j);
    }
    for (int j = body; j < toNeuron; j++) {
      float sum = gradient[out + j];
      for (int e = begin; e < end; e++) {
        sum = Math.fma(scratch[e], factor[first + events[rows + e] * post + j], sum);
      }
      gradient[out + j] = sum + 0f;
    }
  }

  /** Adds events [begin, end) to four vectors of sums. */
  static void fourVectors(
      int[] events,
      float[] scratch,
      int rows,
      int begin,
      int end,
      float[] factor,
      int first,
      int post,
      float[] gradient,
      int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out + 0 * LANES);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + 1 * LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * LANES);
    for (int e = begin; e < end; e++) {
      FloatVector x = FloatVector.broadcast(SPECIES, scratch[e]);
      int f = first + events[rows + e] * post;
      sum0 = x.fma(FloatVector.fromArray(SPECIES, factor, f + 0 * LANES), sum0);
      sum1 = x.fma(FloatVector.fromArray(SPECIES, factor, f + 1 * LANES), sum1);
      sum2 = x.fma(FloatVector.fromArray(SPECIES, factor, f + 2 * LANES), sum2);
      sum3 = x.fma(FloatVector.fromArray(SPECIES, factor, f + 3 * LANES), sum3);
    }
    sum0.add(0f).intoArray(gradient, out + 0 * LANES);
    sum1.add(0f).intoArray(gradient, out + 1 * LANES);
    sum2.add(0f).intoArray(gradient, out + 2 * LANES);
    sum3.add(0f).intoArray(gradient, out + 3 * LANES);
  }

  /** Adds events [begin, end) to one vector of sums. */
  static void oneVector(
      int[] events,
      float[] scratch,
      int rows,
      int begin,
      int end,
      float[] factor,
      int first,
      int post,
      float[] gradient,
      int out) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, out);
    for (int e = begin; e < end; e++) {
      FloatVector x = FloatVector.broadcast(SPECIES, scratch[e]);
      sum = x.fma(FloatVector.fromArray(SPECIES, factor, first + events[rows + e] * post), sum);
    }
    sum.add(0f).intoArray(gradient, out);
  }
}
