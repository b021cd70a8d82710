package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The first minibatches of training a 50-128-128-10 network on T-Randman, where a checkout has the
 * vectors beside it. Offline through the reverse form, which makes this size quick.
 */
class TrajectoryTest {
  private static final Map<Rule, String> NAMES =
      Map.of(
          Rule.OSTL, "ostl",
          Rule.OTTT, "ottt",
          Rule.OTPE, "otpe",
          Rule.APPROX_OTPE, "aotpe",
          Rule.F_OTPE, "fotpe",
          Rule.F_APPROX_OTPE, "faotpe");

  private final Map<String, String[]> expected = new HashMap<>();
  private GoldenFolder folder;
  private double[] start;
  private OracleNetwork network;

  @BeforeEach
  void load() throws IOException {
    Path path = Path.of("").toAbsolutePath().getParent().resolveSibling("shared/golden/trajectory");
    Assumptions.assumeTrue(Files.isDirectory(path), "no " + path);
    folder = new GoldenFolder(path);
    for (String line : Files.readAllLines(path.resolve("expected.csv"))) {
      String[] cells = line.split(",");
      expected.put(String.join(",", cells[0], cells[1], cells[3], cells[4]), cells);
    }
    start = folder.array("init_params").values();
    // Not rounded to float, unlike the other cases' leak.
    network =
        OracleNetwork.of(new int[] {50, 128, 128, 10}, start, 1 / (1 + Math.exp(-3)), 1, 25, true);
  }

  @ParameterizedTest
  @CsvSource({"OSTL, 1", "OTTT, 1", "OTPE, 2", "APPROX_OTPE, 1", "F_OTPE, 1", "F_APPROX_OTPE, 2"})
  void offline(Rule rule, int minibatches) {
    train(rule, minibatches);
  }

  @Test
  void throughTime() {
    train(null, 2);
  }

  /** Offline; no rule is BPTT. */
  private void train(Rule rule, int minibatches) {
    OracleOptimizer optimizer = OracleOptimizer.adamax(1e-3);
    double[] parameters = start.clone();
    for (int minibatch = 0; minibatch < minibatches; minibatch++) {
      OracleRun run = network.forward(input(minibatch));
      int[] labels = labels(minibatch);
      Readout readout = rule == null ? Readout.SPIKES : rule.readout();
      double loss = Arrays.stream(run.losses(labels, readout)).average().orElseThrow();
      double[] gradient =
          rule == null
              ? ReverseForm.bptt(run, labels, readout)
              : ReverseForm.gradient(run, labels, rule, false);
      optimizer.apply(parameters, gradient);
      network.write(parameters);
      compare("T,offline," + (rule == null ? "bptt" : NAMES.get(rule)) + "," + minibatch, loss);
    }
  }

  /** One minibatch, an update after each of its 50 steps. */
  @Test
  void online() {
    Training run =
        Training.online(
            network, Rule.OTPE, false, input(0), labels(0), OracleOptimizer.adamax(1e-3), 1);
    network.write(run.network().read());
    compare("T,online,otpe,0", Arrays.stream(run.losses()).average().orElseThrow());
  }

  private void compare(String key, double loss) {
    String[] cells = expected.get(key);
    assertTrue(cells != null, key);
    assertEquals(Double.parseDouble(cells[5]), loss, 1e-12, key + ": loss");
    for (int l = 0; l < 3; l++) {
      double squares = 0;
      for (int i = 0; i < network.pre(l); i++) {
        for (int j = 0; j < network.post(l); j++) {
          double change = network.weights()[l][i][j] - start[network.weightIndex(l, i, j)];
          squares += change * change;
        }
      }
      double norm = Double.parseDouble(cells[8 + l]);
      assertEquals(norm, Math.sqrt(squares), 1e-11 * norm, key + ": change of layer " + l);
    }
  }

  private double[][][] input(int minibatch) {
    double[] packed = folder.array("T_x_first").values();
    double[][][] input = new double[50][128][50];
    for (int t = 0; t < 50; t++) {
      for (int b = 0; b < 128; b++) {
        int row = ((minibatch * 50 + t) * 128 + b) * 7;
        for (int i = 0; i < 50; i++) {
          input[t][b][i] = (int) packed[row + i / 8] >> (7 - i % 8) & 1;
        }
      }
    }
    return input;
  }

  private int[] labels(int minibatch) {
    int[] labels = folder.array("draw0_labels").integers();
    return Arrays.copyOfRange(labels, 128 * minibatch, 128 * (minibatch + 1));
  }
}
