package io.afterspike.bench.checkpoint;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.UpdateMode;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a training run needs to go on, bit for bit, as if it had never stopped. Training data
 * are a function of the seed and the minibatch number, so no random state is needed.
 *
 * @param seed the run's seed
 * @param minibatch the number of minibatches that have been learned, which is the number of the
 *     next one
 * @param rule the learning rule
 * @param mode when the weights change
 * @param engine the name of the engine that computed, for reports
 * @param configuration the full configuration of the run, as the caller writes it
 * @param best the best values so far by name, such as a validation accuracy; a NaN is kept as NaN,
 *     without its payload
 * @param notes whatever else the run wants to remember, by key
 * @param state the network's state; its arrays are not copied
 * @param bestParameters the parameters that reached the best values, flat as {@code
 *     Network.readParameters} gives them; not copied
 */
public record Checkpoint(
    long seed,
    long minibatch,
    LearningRule rule,
    UpdateMode mode,
    String engine,
    String configuration,
    SortedMap<String, Double> best,
    SortedMap<String, String> notes,
    NetworkState state,
    Optional<float[]> bestParameters) {

  /**
   * Copies the maps (not the arrays).
   *
   * @throws IllegalArgumentException if {@code minibatch} is negative
   */
  public Checkpoint {
    if (minibatch < 0) {
      throw new IllegalArgumentException("minibatch: expected at least 0, found " + minibatch);
    }
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(configuration, "configuration");
    best = Collections.unmodifiableSortedMap(new TreeMap<>(best));
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(bestParameters, "bestParameters");
  }

  /** From maps in any order. */
  public static Checkpoint of(
      long seed,
      long minibatch,
      LearningRule rule,
      UpdateMode mode,
      String engine,
      String configuration,
      Map<String, Double> best,
      Map<String, String> notes,
      NetworkState state,
      Optional<float[]> bestParameters) {
    return new Checkpoint(
        seed,
        minibatch,
        rule,
        mode,
        engine,
        configuration,
        new TreeMap<>(best),
        new TreeMap<>(notes),
        state,
        bestParameters);
  }
}
