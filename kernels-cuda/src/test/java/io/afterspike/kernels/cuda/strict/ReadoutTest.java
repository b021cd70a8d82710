package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.LeakySumReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.ReadoutReference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadoutTest {
  private static final int TRIES = 120;

  private static float[] labels(Draw draw, int batch, int classes) {
    float[] labels = new float[batch];
    for (int b = 0; b < batch; b++) {
      labels[b] = draw.integer(0, classes - 1);
    }
    return labels;
  }

  private static int classes(Draw draw) {
    return draw.once(2) ? draw.integer(1, 12) : Math.max(1, draw.size(32));
  }

  @Test
  void crossEntropy() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.integer(1, 20);
          int classes = classes(draw);
          float scale = draw.once(2) ? 1f / batch : draw.fraction();
          float[] output = draw.values(batch * classes);
          float[] labels = labels(draw, batch, classes);
          float[] signal = draw.junk(batch * classes);
          float[] loss = draw.junk(batch);
          float[] delta = new float[batch * classes];
          float[] expected = new float[batch];
          ReadoutReference.crossEntropy(scale, output, labels, delta, expected, classes, 0, batch);
          Gpu.any(draw)
              .run("cross_entropy_f32", scale, output, labels, signal, loss, batch, classes);
          same("learningSignal", delta, signal);
          same("loss", expected, loss);
          draw.sight("finite", batch > 0 && Float.isFinite(expected[0]) && classes > 1);
          draw.sight("NaN", Float.isNaN(expected[0]));
        });
  }

  /** Rarely does the last bit of a coefficient change that of the result. */
  @Test
  void manySamples() {
    Sights.trials(
        12,
        draw -> {
          int batch = 400;
          int classes = draw.integer(2, 3);
          float[] output = draw.ordinary(batch * classes);
          float[] labels = labels(draw, batch, classes);
          float[] delta = new float[output.length];
          float[] loss = new float[batch];
          ReadoutReference.crossEntropy(1f, output, labels, delta, loss, classes, 0, batch);
          float[] signal = draw.junk(output.length);
          float[] found = draw.junk(batch);
          Gpu gpu = Gpu.any(draw);
          gpu.run("cross_entropy_f32", 1f, output, labels, signal, found, batch, classes);
          same("learningSignal", delta, signal);
          same("loss", loss, found);
          float[] sum = new float[batch];
          float[] latest = draw.junk(batch);
          gpu.run(
              "readout_step_f32",
              1f,
              1f,
              null,
              output,
              labels,
              null,
              new float[output.length],
              null,
              sum,
              signal,
              null,
              latest,
              1,
              batch,
              classes);
          same("learningSignal of a step", delta, signal);
          same("loss of a step", loss, latest);
        });
  }

  @Test
  void readoutStep() {
    Sights.trials(
        TRIES,
        draw -> {
          int batch = draw.integer(1, 20);
          int classes = classes(draw);
          int count = batch * classes;
          int slots = draw.integer(1, 3);
          int t = draw.integer(0, 5);
          boolean counted = draw.once(2);
          boolean leaky = draw.once(2);
          boolean sends = draw.once(2);
          float scale = 1f / batch;
          float leak = draw.leak();
          float[] all = draw.sparse(slots * count);
          int part = counted ? t % slots * count : 0;
          float[] spikes = Arrays.copyOfRange(all, part, part + count);
          float[] labels = labels(draw, batch, classes);
          float[] surrogate = draw.values(count);
          float[] counts = draw.values(count);
          float[] output = draw.values(count);
          float[] lossSum = draw.values(batch);
          float[] signal = draw.junk(count);
          float[] factor = draw.junk(count);
          float[] loss = draw.junk(batch);

          float[] expectedCounts = counts.clone();
          float[] expectedOutput = output.clone();
          float[] expectedLossSum = lossSum.clone();
          float[] expectedSignal = new float[count];
          float[] expectedFactor = factor.clone();
          float[] expectedLoss = new float[batch];
          LeakySumReference.step(1f, spikes, expectedCounts, 0, count);
          if (leaky) {
            LeakySumReference.step(leak, spikes, expectedOutput, 0, count);
          }
          ReadoutReference.crossEntropy(
              scale,
              leaky ? expectedOutput : spikes,
              labels,
              expectedSignal,
              expectedLoss,
              classes,
              0,
              batch);
          LeakySumReference.step(1f, expectedLoss, expectedLossSum, 0, batch);
          if (sends) {
            ProductReference.multiply(expectedSignal, surrogate, expectedFactor, 0, count);
          }
          Gpu.any(draw)
              .run(
                  "readout_step_f32",
                  scale,
                  leak,
                  counted ? new int[] {t} : null,
                  all,
                  labels,
                  sends ? surrogate : null,
                  counts,
                  leaky ? output : null,
                  lossSum,
                  signal,
                  sends ? factor : null,
                  loss,
                  slots,
                  batch,
                  classes);
          same("counts", expectedCounts, counts);
          same("leaky output", expectedOutput, output);
          same("loss", expectedLoss, loss);
          same("loss sum", expectedLossSum, lossSum);
          same("learningSignal", expectedSignal, signal);
          same("factor", expectedFactor, factor);
          draw.sight("leaky", leaky);
          draw.sight("sends", sends);
          draw.sight("a later part", part > 0);
        });
  }

  @Test
  void aLabelThatIsNoClassMakesTheLossNaN() {
    Sights.trials(
        10,
        draw -> {
          float[] labels = {2f, -1f, 3f, Float.NaN};
          float[] loss = new float[4];
          Gpu gpu = Gpu.any(draw);
          gpu.run("cross_entropy_f32", 1f, draw.ordinary(12), labels, new float[12], loss, 4, 3);
          assertTrue(loss[0] > 0, "a class");
          assertTrue(Float.isNaN(loss[1]) && Float.isNaN(loss[2]), "no classes");
          float[] sum = new float[4];
          gpu.run(
              "readout_step_f32",
              1f,
              1f,
              null,
              draw.ordinary(12),
              labels,
              null,
              new float[12],
              null,
              sum,
              new float[12],
              null,
              loss,
              1,
              4,
              3);
          assertTrue(sum[0] > 0, "a class");
          assertTrue(Float.isNaN(sum[1]) && Float.isNaN(sum[2]), "no classes");
        });
  }
}
