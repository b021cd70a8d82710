package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProductReference;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A time step of the history form on one block of neurons, against the plain references on whole
 * arrays: factors, both gradients, every element, and guards beyond the block.
 */
class HistoryBlockTest {
  private static final int LANES = Lanes.FLOATS.length();

  @Property(tries = 400)
  void sameBitsAsTheReferences(
      @ForAll("widths") int vectors,
      @ForAll @IntRange(min = 0, max = 2) int blocksBefore,
      @ForAll @IntRange(min = 1, max = 70) int neurons,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 9) int pre,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 0, max = 2) int forgotten,
      @ForAll boolean spikes,
      @ForAll long seed) {
    Case one = new Case(seed, vectors, blocksBefore, neurons, batch, pre, steps, spikes);
    one.forget(Math.min(forgotten, steps - 1));
    one.expect();
    one.run();
    one.check();
  }

  @Provide
  static Arbitrary<Integer> widths() {
    return Arbitraries.of(1, 2, 4);
  }

  @Test
  @Tag("warm")
  void sameBitsWhenCompiled() {
    Case[] cases = new Case[12];
    for (int k = 0; k < cases.length; k++) {
      int vectors = 1 << k % 3;
      cases[k] = new Case(k, vectors, k % 2, vectors * LANES - k % 4, 2, 5, 3, k < 6);
      cases[k].expect();
    }
    for (int call = 0; call < 24_000; call++) {
      Case one = cases[call % cases.length];
      one.run();
      if (call % 60 < cases.length) {
        one.check();
      }
    }
  }

  /** A past of some steps, of which the last one enters now. */
  private static final class Case {
    private final int vectors;
    private final int width;
    private final int column;
    private final int post;
    private final int batch;
    private final int pre;
    private final int steps;
    private final int first;
    private int from;

    private final float[] decay;
    private final float[] input;
    private final float[] retention;
    private final float[] surrogate;
    private final float[] signal;
    private final float[] factor;
    private final float[] gradientBefore;
    private final float[] biasBefore;
    private final EventTable events;

    private float[] expectedFactor;
    private float[] expectedGradient;
    private float[] expectedBias;
    private float[] foundFactor;
    private float[] foundGradient;
    private float[] foundBias;

    Case(
        long seed,
        int vectors,
        int blocksBefore,
        int neurons,
        int batch,
        int pre,
        int steps,
        boolean spikes) {
      this.vectors = vectors;
      width = vectors * LANES;
      column = blocksBefore * width;
      post = column + neurons;
      this.batch = batch;
      this.pre = pre;
      this.steps = steps;
      first = Math.floorMod(seed, CacheLines.FLOATS);
      Draw draw = Draw.finite(seed);
      decay = draw.values(steps);
      input = draw.sparse(steps * batch * pre);
      for (int k = 0; spikes && k < input.length; k++) {
        input[k] = input[k] != 0f ? 1f : 0f;
      }
      retention = draw.values(batch * post);
      surrogate = draw.values(batch * post);
      signal = draw.values(batch * post);
      factor = draw.values(steps * batch * post);
      gradientBefore = positiveZeros(draw.values(pre * post));
      biasBefore = positiveZeros(draw.values(post));
      events = new EventTable(pre);
      events.append(input, 0, steps * batch);
    }

    private static float[] positiveZeros(float[] values) {
      for (int k = 0; k < values.length; k++) {
        values[k] += 0f;
      }
      return values;
    }

    void forget(int steps) {
      from = steps;
      events.forget(from * batch);
    }

    void expect() {
      expectedFactor = factor.clone();
      expectedGradient = gradientBefore.clone();
      expectedBias = biasBefore.clone();
      int outputs = batch * post;
      float[] ones = new float[batch];
      Arrays.fill(ones, 1f);
      for (int k = from; k < steps; k++) {
        float[] own = Arrays.copyOfRange(factor, k * outputs, (k + 1) * outputs);
        if (k == steps - 1) {
          System.arraycopy(surrogate, 0, own, 0, outputs);
        } else {
          HistoryFactorReference.stepOtpe(
              decay[steps - 1 - k], retention, surrogate, own, 0, outputs);
        }
        System.arraycopy(own, 0, expectedFactor, k * outputs, outputs);
        float[] weighted = new float[outputs];
        ProductReference.multiply(signal, own, weighted, 0, outputs);
        float[] rows = Arrays.copyOfRange(input, k * batch * pre, (k + 1) * batch * pre);
        int end = Math.min(post, column + width);
        OuterProductReference.accumulate(
            rows, weighted, expectedGradient, batch, pre, post, 0, pre, column, end);
        OuterProductReference.accumulate(
            ones, weighted, expectedBias, batch, 1, post, 0, 1, column, end);
      }
    }

    void run() {
      int neurons = Math.min(width, post - column);
      float[] block = new float[LANES + steps * batch * width];
      copyBlock(block, factor, neurons, true);
      float[] weighted = new float[first + steps * batch * width];
      foundGradient = gradientBefore.clone();
      foundBias = biasBefore.clone();
      float[] own = new float[pre * width];
      HistoryProductKernel.gather(foundGradient, own, pre, post, column, vectors);
      float[] bias = new float[width];
      HistoryProductKernel.gather(foundBias, bias, 1, post, column, vectors);
      float[] operands = new float[HistoryBlockKernel.operandsLength(batch, vectors)];
      HistoryBlockKernel.gather(
          retention, surrogate, signal, operands, batch, post, column, vectors);
      HistoryBlockKernel.advance(
          decay, steps - 1, operands, block, LANES, weighted, first, bias, batch, vectors, from,
          steps - 1);
      HistoryBlockKernel.enter(
          operands, block, LANES, weighted, first, bias, batch, vectors, steps - 1);
      HistoryProductKernel.scatter(bias, foundBias, 1, post, column, vectors);
      HistoryProductKernel.accumulate(events, weighted, first, own, vectors);
      HistoryProductKernel.scatter(own, foundGradient, pre, post, column, vectors);
      foundFactor = factor.clone();
      copyBlock(block, foundFactor, neurons, false);
    }

    private void copyBlock(float[] block, float[] rows, int neurons, boolean in) {
      for (int row = 0; row < steps * batch; row++) {
        int at = LANES + row * width;
        if (in) {
          System.arraycopy(rows, row * post + column, block, at, neurons);
        } else {
          System.arraycopy(block, at, rows, row * post + column, neurons);
        }
      }
    }

    void check() {
      int end = Math.min(post, column + width);
      for (int k = from * batch * post; k < steps * batch * post; k++) {
        if (k % post >= column && k % post < end) {
          same("factor", k, expectedFactor, foundFactor);
        }
      }
      for (int k = 0; k < foundGradient.length; k++) {
        same("gradient", k, expectedGradient, foundGradient);
      }
      for (int k = 0; k < foundBias.length; k++) {
        same("bias gradient", k, expectedBias, foundBias);
      }
    }

    private static void same(String name, int k, float[] expected, float[] found) {
      assertEquals(
          Float.floatToRawIntBits(expected[k]),
          Float.floatToRawIntBits(found[k]),
          () -> name + "[" + k + "]: expected " + expected[k] + ", found " + found[k]);
    }
  }
}
