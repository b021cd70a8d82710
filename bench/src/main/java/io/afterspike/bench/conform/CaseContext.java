package io.afterspike.bench.conform;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import java.util.List;

/**
 * What the checks of one case share.
 *
 * @param engine what runs the networks
 * @param vectors the case
 * @param arrays its arrays
 * @param stimulus what goes in
 * @param checks where results go
 */
record CaseContext(
    Engine<?> engine, VectorCase vectors, ArrayFolder arrays, Stimulus stimulus, Checks checks) {

  /** A network of the case's parameters. */
  Network network(NetworkSpec spec) {
    Network network = engine.network(spec);
    try {
      network.writeParameters(stimulus.parameters());
      network.reset();
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Compares with a listed array, if there is one; sums are compared as well as samples. */
  void compare(String name, List<Integer> shape, Quantity quantity, Way way, double[] actual) {
    if (!arrays.lists(name)) {
      return;
    }
    double float32Error = vectors.float32Errors().getOrDefault(name, Double.NaN);
    arrays
        .expected(name, shape, quantity)
        .ifPresent(
            expected -> {
              if (expected.hasValues()) {
                double error = expected.error(actual);
                checks.relative(arrays.source(), name, quantity, way, error, float32Error);
              }
              if (expected.hasSums()) {
                double error = expected.sumsError(actual);
                String sums = name + ArrayFolder.SUMS;
                checks.relative(arrays.source(), sums, quantity, way, error, float32Error);
              }
            });
  }

  /** Runs a group of checks; a failing engine fails the group and leaves the others. */
  void guarded(Quantity quantity, String what, Runnable group) {
    try {
      group.run();
    } catch (RuntimeException e) {
      checks.failed(arrays.source(), what, quantity, "the engine failed: " + e);
    }
  }

  static double[] toDoubles(float[] values) {
    double[] wide = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }
}
