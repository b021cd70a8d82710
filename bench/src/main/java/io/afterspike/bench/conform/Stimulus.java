package io.afterspike.bench.conform;

import io.afterspike.bench.npy.NpyArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What goes into a case's network.
 *
 * @param inputs [steps][batch × inputs]
 * @param labels [batch]
 * @param parameters flat, see {@link io.afterspike.engine.Network}
 */
record Stimulus(float[][] inputs, int[] labels, float[] parameters) {
  /**
   * Reads a case's arrays x, labels and params.
   *
   * @throws IOException if one is missing or does not fit the case
   */
  static Stimulus read(VectorCase vectors, ArrayFolder arrays) throws IOException {
    int width = vectors.batch() * vectors.sizes().get(0);
    float[] x =
        finite(
            "x",
            arrays.read("x", List.of(vectors.steps(), vectors.batch(), vectors.sizes().get(0))));
    float[][] inputs = new float[vectors.steps()][];
    for (int t = 0; t < inputs.length; t++) {
      inputs[t] = Arrays.copyOfRange(x, t * width, (t + 1) * width);
    }
    NpyArray labels = arrays.read("labels", List.of(vectors.batch()));
    if (labels.type().floating()) {
      throw new IOException("labels: expected whole numbers, found " + labels.type().descr());
    }
    int parameters = Math.toIntExact(vectors.spec().parameters());
    return new Stimulus(
        inputs, labels.toInts(), finite("params", arrays.read("params", List.of(parameters))));
  }

  private static float[] finite(String name, NpyArray array) throws IOException {
    float[] values = array.toFloats();
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IOException(
            name + ": expected finite numbers, found " + values[k] + " at element " + k);
      }
    }
    return values;
  }
}
