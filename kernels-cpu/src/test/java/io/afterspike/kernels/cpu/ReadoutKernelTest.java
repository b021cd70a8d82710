package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.Exponential;
import io.afterspike.kernels.reference.ReadoutReference;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadoutKernelTest implements KernelContract {
  @Override
  public Shape.Axis axis() {
    return Shape.Axis.SAMPLES;
  }

  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span b = shape.samples();
    int batch = shape.batch();
    int classes = shape.pre() + 1;
    float scale = draw.once(2) ? 1f : draw.fraction();
    float[] output = draw.values(batch * classes);
    float[] labels = draw.values(batch);
    for (int k = 0; k < batch; k++) {
      labels[k] = draw.integer(0, classes - 1);
      if (draw.once(8)) {
        // The exponential's edges, −87 above all, exactly.
        output[k * classes] = 0f;
        output[k * classes + classes - 1] =
            new float[] {-87f, Math.nextDown(-87f), Math.nextUp(-87f), -0f}[draw.integer(0, 3)];
      }
    }
    float[] scratch = new float[ReadoutKernel.scratchLength(classes)];
    Arrays.fill(scratch, Float.NaN);
    return new Trial()
        .reads("output", output)
        .reads("labels", labels)
        .writes("learningSignal", draw.values(batch * classes), k -> b.contains(k / classes))
        .writes("loss", draw.values(batch), b::contains)
        .reference(
            a ->
                ReadoutReference.crossEntropy(
                    scale, a[0], a[1], a[2], a[3], classes, b.from(), b.to()))
        .kernel(
            a ->
                ReadoutKernel.crossEntropy(
                    scale, a[0], a[1], a[2], a[3], scratch, classes, b.from(), b.to()))
        .sees(
            "an exponential below the lowest",
            5,
            (before, after) -> anyBelow(before[0], b, classes))
        .sees("several classes share the sum", 20, (before, after) -> anyShared(after[3], b));
  }

  /** Some roundings of the exponential and the logarithm change one result in thousands only. */
  @Test
  @Tag("warm")
  void everyRoundingCounts() {
    int batch = 1 << 16;
    int classes = 8;
    SplittableRandom random = new SplittableRandom(8);
    float[] output = new float[batch * classes];
    float[] labels = new float[batch];
    for (int k = 0; k < output.length; k++) {
      output[k] =
          switch (k % classes) {
            case 0 -> 0f; // the highest, so that the others are what is exponentiated
            case 1, 2, 3 -> (float) random.nextDouble(-87, 0);
            case 4, 5 -> (float) random.nextDouble(-3, 0);
            default -> betweenPowersOfTwo(random);
          };
    }
    float[] scratch = new float[ReadoutKernel.scratchLength(classes)];
    new Trial()
        .reads("output", output)
        .reads("labels", labels)
        .writes("learningSignal", new float[output.length], k -> true)
        .writes("loss", new float[batch], k -> true)
        .reference(
            a -> ReadoutReference.crossEntropy(1f, a[0], a[1], a[2], a[3], classes, 0, batch))
        .kernel(
            a -> ReadoutKernel.crossEntropy(1f, a[0], a[1], a[2], a[3], scratch, classes, 0, batch))
        .check();
  }

  @Test
  void noClassesAndShortScratchAreRefused() {
    float[] ten = new float[10];
    assertThrows(
        IllegalArgumentException.class,
        () -> ReadoutKernel.crossEntropy(1f, ten, ten, ten, ten, new float[900], 0, 0, 1));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ReadoutKernel.crossEntropy(
                        1f,
                        ten,
                        ten,
                        ten,
                        ten,
                        new float[ReadoutKernel.scratchLength(2) - 1],
                        2,
                        0,
                        1))
            .getMessage();
    assertTrue(message.startsWith("scratch: expected at least"), message);
  }

  /** Close to ln 2 times a half-integer, where the exponential's integer part is decided. */
  private static float betweenPowersOfTwo(SplittableRandom random) {
    float middle = (float) (Math.log(2) * (-0.5 - random.nextInt(125)));
    return middle + random.nextInt(-8, 9) * Math.ulp(middle);
  }

  private static boolean anyBelow(float[] output, Span b, int classes) {
    for (int k = b.from() * classes; k < b.to() * classes; k++) {
      if (output[k] - output[k / classes * classes] < Exponential.LOWEST) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyShared(float[] loss, Span b) {
    for (int k = b.from(); k < b.to(); k++) {
      if (loss[k] > 0.01f && loss[k] < 5f) {
        return true;
      }
    }
    return false;
  }
}
