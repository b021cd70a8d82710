package io.afterspike.bench.conform;

import io.afterspike.engine.TraceForm;
import java.util.Locale;

/** By which of several computations of one quantity a result came. */
enum Way {
  /** There is one only. */
  ONLY,
  /** By the reverse pass over the whole sequence. */
  OFFLINE,
  /** Online by one matrix trace per sample. */
  MATRIX,
  /** Online by the inputs of past steps and a factor for each. */
  HISTORY,
  /** Online by the matrices as published. */
  PUBLISHED,
  /** Online by traces that have one form only. */
  TRACES,
  /** By real-time recurrent learning. */
  RTRL;

  static Way of(TraceForm form) {
    return switch (form) {
      case MATRIX -> MATRIX;
      case HISTORY -> HISTORY;
      case PUBLISHED -> PUBLISHED;
      case AUTO -> TRACES;
    };
  }

  /** As reports say it. */
  String label() {
    return this == ONLY ? "" : name().toLowerCase(Locale.ROOT);
  }
}
