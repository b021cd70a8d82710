package io.afterspike.engine;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a network needs to go on bit for bit where it was saved, also in the middle of a
 * sequence: parameters, optimizer moments, potentials, traces and counters.
 *
 * @param tensors float values by name; the arrays are the state's own, not to be modified
 * @param counters whole numbers by name
 */
public record NetworkState(SortedMap<String, float[]> tensors, SortedMap<String, Long> counters) {
  /** Copies the maps (not the arrays). */
  public NetworkState {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
  }

  /** From maps in any order. */
  public static NetworkState of(Map<String, float[]> tensors, Map<String, Long> counters) {
    return new NetworkState(new TreeMap<>(tensors), new TreeMap<>(counters));
  }
}
