package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle against vectors of another author's float64 implementation. */
class GoldenTest {
  /**
   * Relative to the array's largest magnitude. Both sides are float64 and sum in other orders;
   * reached: 8.5e-14 (the silent case, whose gradients cancel), 4e-14 (700 inputs), 8e-15 or better
   * elsewhere.
   */
  private static final double TOLERANCE = 1e-12;

  private static final Map<String, Rule> RULES =
      Map.of(
          "ostl", Rule.OSTL,
          "ottt", Rule.OTTT,
          "otpe", Rule.OTPE,
          "aotpe", Rule.APPROX_OTPE,
          "fotpe", Rule.F_OTPE,
          "faotpe", Rule.F_APPROX_OTPE);

  /** The order of online_spikecount's first index. */
  private static final String[] RUNS = {"ostl", "ottt", "otpe", "aotpe", "fotpe", "faotpe"};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t1",
        "t2nb",
        "t7counts",
        "t50",
        "t50real",
        "single",
        "deep",
        "nin1",
        "silent",
        "vth",
        "odd"
      })
  void reproducesTheCommittedCase(String name, TestReporter reporter) throws IOException {
    new Check(GoldenCase.committed(name)).all(reporter);
  }

  /** Larger cases, where a checkout has them beside it. */
  @ParameterizedTest
  @ValueSource(strings = {"randman", "shd"})
  void reproducesTheLargeCase(String name, TestReporter reporter) throws IOException {
    // Surefire runs in the module's folder, one below the repository's root.
    Path folder = Path.of("").toAbsolutePath().getParent().resolveSibling("shared/golden/" + name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no " + folder);
    new Check(GoldenCase.load(name, new GoldenFolder(folder))).all(reporter);
  }

  @Test
  void reproducesTheOptimizers() {
    GoldenFolder parts = GoldenFolder.committed("parts");
    double[][] gradients = parts.array("opt_grads").matrix();
    Map<String, OracleOptimizer> optimizers =
        Map.of("opt_adamax", OracleOptimizer.adamax(1e-3), "opt_sgd", OracleOptimizer.sgd(1e-2));
    optimizers.forEach(
        (name, optimizer) -> {
          double[][] expected = parts.array(name).matrix();
          double[] parameters = parts.array("opt_params").values();
          for (int k = 0; k < gradients.length; k++) {
            optimizer.apply(parameters, gradients[k]);
            assertArrayEquals(expected[k], parameters, 1e-15, name + ", step " + (k + 1));
          }
        });
  }

  /** Compares arrays one by one, remembers which, and the largest error. */
  private static final class Check {
    final GoldenCase golden;
    final OracleNetwork network;
    final Set<String> checked = new TreeSet<>(Set.of("params", "labels", "x"));
    double largest;

    Check(GoldenCase golden) {
      this.golden = golden;
      this.network = golden.network();
    }

    void all(TestReporter reporter) throws IOException {
      forward();
      for (String rule : RUNS) {
        RuleOracle oracle = offline(rule);
        endState(oracle);
        online(rule);
      }
      everyArrayWasCompared();
      reporter.publishEntry("largest relative error", Double.toString(largest));
    }

    void forward() {
      OracleRun run = network.forward(golden.input());
      assertTrue(run.margin() >= 1e-4, "margin " + run.margin());
      for (int l = 0; l < network.layers(); l++) {
        assertArrayEquals(golden.spikes(l), GoldenCase.flat(run.s()[l]), "spikes of layer " + l);
        checked.add("spikes" + l);
        compare("end_u" + l, GoldenCase.flat(run.u()[l][run.steps() - 1]));
      }
      compare("loss", run.losses(golden.labels(), Readout.SPIKES));
      compare("loss_leaky", run.losses(golden.labels(), Readout.LEAKY_SUM));
      compare("grad_bptt", BpttOracle.gradient(run, golden.labels(), Readout.SPIKES));
    }

    RuleOracle offline(String rule) {
      RuleOracle oracle = new RuleOracle(network, RULES.get(rule), false, golden.labels().length);
      double[] gradient = Training.offlineGradient(oracle, golden.input(), golden.labels());
      compare("grad_" + rule, gradient);
      double[] parameters = network.read();
      OracleOptimizer.adamax(1e-3).apply(parameters, gradient);
      compareIfThere("offline_" + rule + "_adamax_params", parameters);
      return oracle;
    }

    void endState(RuleOracle oracle) {
      for (int l = 0; l < network.layers(); l++) {
        compare("end_u" + l, GoldenCase.flat(oracle.potential(l)));
        compare("end_E" + l, GoldenCase.flat(oracle.membraneTrace(l)));
        compare("end_Eb" + l, GoldenCase.flat(oracle.biasMembraneTrace(l)));
        compare("end_R" + l, GoldenCase.flat(oracle.outputTrace(l)));
        compare("end_Rb" + l, GoldenCase.flat(oracle.biasOutputTrace(l)));
        compare("end_gbar" + l, GoldenCase.flat(oracle.meanSurrogate(l)));
        compare("end_a" + l, GoldenCase.flat(oracle.presynapticTrace(l)));
        compare("end_z" + l, GoldenCase.flat(oracle.filteredPresynapticTrace(l)));
      }
      compare("end_out", GoldenCase.flat(oracle.leakySum()));
    }

    void online(String rule) {
      for (String optimizer : new String[] {"adamax", "sgd"}) {
        Training run =
            Training.online(
                network,
                RULES.get(rule),
                false,
                golden.input(),
                golden.labels(),
                optimizer.equals("sgd") ? OracleOptimizer.sgd(1e-3) : OracleOptimizer.adamax(1e-3),
                1);
        compare("online_" + rule + "_" + optimizer + "_params", run.network().read());
        compare("online_" + rule + "_" + optimizer + "_loss", run.losses());
        NpyArray counts = golden.folder().array("online_spikecount");
        int[] expected = counts.integers();
        int index = 2 * List.of(RUNS).indexOf(rule) + (optimizer.equals("sgd") ? 1 : 0);
        for (int l = 0; l < network.layers(); l++) {
          for (int t = 0; t < golden.input().length; t++) {
            assertEquals(
                expected[(index * network.layers() + l) * golden.input().length + t],
                run.spikeCounts()[l][t],
                "spikes, run " + index + ", layer " + l + ", step " + t);
          }
        }
        checked.add("online_spikecount");
      }
    }

    void compareIfThere(String name, double[] found) {
      if (golden.folder().has(name) || golden.folder().has(name + "__val")) {
        compare(name, found);
      }
    }

    void compare(String name, double[] found) {
      GoldenFolder folder = golden.folder();
      checked.add(name);
      if (folder.has(name)) {
        double[] expected = folder.array(name).values();
        assertEquals(expected.length, found.length, name + ": length");
        double scale = 0;
        for (double value : expected) {
          scale = Math.max(scale, Math.abs(value));
        }
        for (int k = 0; k < expected.length; k++) {
          compare(name, k, expected[k], found[k], scale);
        }
        return;
      }
      // A sampled array: entries, then sums over all of it.
      double[] expected = folder.array(name + "__val").values();
      int[] indices = folder.array("idx_" + found.length).integers();
      double[] sums = folder.array(name + "__chk").values();
      double sum = 0;
      double squares = 0;
      double cosines = 0;
      double magnitudes = 0;
      double highest = 0;
      for (int k = 0; k < found.length; k++) {
        sum += found[k];
        squares += found[k] * found[k];
        cosines += found[k] * Math.cos(k);
        magnitudes += Math.abs(found[k]);
        highest = Math.max(highest, Math.abs(found[k]));
      }
      for (int k = 0; k < indices.length; k++) {
        compare(name, indices[k], expected[k], found[indices[k]], sums[3]);
      }
      compare(name + " sum", 0, sums[0], sum, magnitudes);
      compare(name + " norm", 1, sums[1], Math.sqrt(squares), sums[1]);
      compare(name + " cosines", 2, sums[2], cosines, magnitudes);
      compare(name + " max", 3, sums[3], highest, sums[3]);
    }

    void compare(String name, int k, double expected, double found, double scale) {
      double error = Math.abs(found - expected);
      // Not "error > …": NaN must fail.
      if (!(error <= TOLERANCE * scale)) {
        fail(name + "[" + k + "]: expected " + expected + ", found " + found + ", scale " + scale);
      }
      if (scale > 0) {
        largest = Math.max(largest, error / scale);
      }
    }

    /** No reference array may lie about unused. */
    void everyArrayWasCompared() throws IOException {
      try (Stream<Path> files = Files.list(golden.folder().path())) {
        Set<String> there =
            files
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(".npy"))
                .map(file -> file.replaceFirst("(__val|__chk|__bits)?\\.npy$", ""))
                .filter(array -> !array.startsWith("idx_"))
                .collect(Collectors.toCollection(TreeSet::new));
        there.removeAll(checked);
        assertTrue(there.isEmpty(), "never compared: " + there);
      }
    }
  }
}
