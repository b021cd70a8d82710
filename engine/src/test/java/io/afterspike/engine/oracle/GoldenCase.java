package io.afterspike.engine.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * One case of the reference vectors.
 *
 * @param folder its arrays
 * @param network with its initial parameters
 * @param input {@code [step][sample][unit]}
 * @param labels of every sample
 */
public record GoldenCase(
    GoldenFolder folder, OracleNetwork network, double[][][] input, int[] labels) {

  /** A case whose arrays come with the tests. */
  public static GoldenCase committed(String name) {
    return load(name, GoldenFolder.committed(name));
  }

  /**
   * A case.
   *
   * @param name of the folder with {@code case.properties} that comes with the tests
   * @param arrays the folder with the arrays
   */
  public static GoldenCase load(String name, GoldenFolder arrays) {
    Properties properties = new Properties();
    try (InputStream in =
        Files.newInputStream(GoldenFolder.committed(name).path().resolve("case.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    OracleNetwork network =
        OracleNetwork.of(
            Pattern.compile(" ")
                .splitAsStream(properties.getProperty("sizes"))
                .mapToInt(Integer::parseInt)
                .toArray(),
            arrays.array("params").values(),
            number(properties, "leak"),
            number(properties, "threshold"),
            number(properties, "slope"),
            Boolean.parseBoolean(properties.getProperty("useBias")));
    return new GoldenCase(
        arrays, network, arrays.array("x").cube(), arrays.array("labels").integers());
  }

  private static double number(Properties properties, String name) {
    return Double.parseDouble(properties.getProperty(name));
  }

  /** A layer's spikes, flat {@code [step][sample][neuron]}. */
  public double[] spikes(int layer) {
    String name = "spikes" + layer;
    if (folder.has(name)) {
      return folder.array(name).values();
    }
    int post = network.post(layer);
    double[] packed = folder.array(name + "__bits").values();
    int bytes = (post + 7) / 8;
    double[] spikes = new double[packed.length / bytes * post];
    for (int k = 0; k < spikes.length; k++) {
      int row = k / post;
      int j = k % post;
      spikes[k] = (int) packed[row * bytes + j / 8] >> (7 - j % 8) & 1;
    }
    return spikes;
  }

  /** Any nesting of double arrays as one flat array, row-major. */
  public static double[] flat(Object nested) {
    if (nested instanceof double[] values) {
      return values;
    }
    return Arrays.stream((Object[]) nested)
        .flatMapToDouble(part -> Arrays.stream(flat(part)))
        .toArray();
  }
}
