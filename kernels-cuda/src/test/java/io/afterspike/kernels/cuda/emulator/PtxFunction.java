package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kernel or a function as written. Filled by {@link PtxParser}, then left alone. */
final class PtxFunction {
  final String name;
  final boolean kernel;
  final List<PtxVariable> parameters;

  /** Parameters through which a function gives its results. */
  final List<PtxVariable> results;

  /** The greatest block, or 0 if any will do. */
  final int maximumThreads;

  /** Type of each register, such as {@code b32}. */
  final Map<String, String> registers = new HashMap<>();

  /** Shared and local variables. */
  final List<PtxVariable> variables = new ArrayList<>();

  final List<PtxInstruction> instructions = new ArrayList<>();

  /** Position of each label, by scope and name. */
  final Map<String, Integer> labels = new HashMap<>();

  /** The targets of each {@code .branchtargets}. */
  final Map<String, List<String>> branchTargets = new HashMap<>();

  /** The scope around each scope; the first has none, -1. */
  final List<Integer> scopes = new ArrayList<>(List.of(-1));

  PtxFunction(
      String name,
      boolean kernel,
      List<PtxVariable> parameters,
      List<PtxVariable> results,
      int maximumThreads) {
    this.name = name;
    this.kernel = kernel;
    this.parameters = parameters;
    this.results = results;
    this.maximumThreads = maximumThreads;
  }

  static String labelKey(int scope, String label) {
    return scope + ":" + label;
  }

  /** Where a label seen from a scope leads, or -1 if it is nowhere. */
  int label(int scope, String label) {
    for (int s = scope; s >= 0; s = scopes.get(s)) {
      Integer position = labels.get(labelKey(s, label));
      if (position != null) {
        return position;
      }
    }
    return -1;
  }
}
