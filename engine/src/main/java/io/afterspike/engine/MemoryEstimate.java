package io.afterspike.engine;

import java.util.Locale;

/** How much memory a network will take, computed before anything is allocated. */
public final class MemoryEstimate {
  private static final long FLOAT = 4;

  private MemoryEstimate() {}

  /**
   * The bytes of a network's buffers: parameters, gradients, optimizer, neurons and what its rule
   * keeps. For rules that keep the past of a sequence whose length is not known, 100 steps are
   * assumed.
   *
   * @return at most {@code Long.MAX_VALUE}, also where the true number is larger
   */
  public static long bytes(NetworkSpec spec) {
    double floats = 0;
    double steps = spec.sequenceLength() > 0 ? spec.sequenceLength() : 100;
    double below = 0;
    int layers = spec.layers().size();
    for (int l = 0; l < layers; l++) {
      double pre = l == 0 ? spec.inputs() : spec.layers().get(l - 1).neurons();
      double post = spec.layers().get(l).neurons();
      double own = (pre + 1) * post;
      double outputs = spec.batch() * post;
      double inputs = spec.batch() * pre;
      below += own;
      floats += own * (2 + spec.optimizer().moments()) + 6 * outputs;
      if (spec.rule() == LearningRule.RTRL) {
        floats += 2 * outputs * below;
      } else if (spec.mode().offline()) {
        double kept = spec.rule() == LearningRule.BPTT ? 3 : 4;
        floats += steps * (kept * outputs + (l == 0 ? inputs + spec.batch() : 0)) + outputs;
      } else {
        floats += traces(spec, l, own * spec.batch(), inputs, outputs, steps);
      }
    }
    return (long) (floats * FLOAT);
  }

  private static double traces(
      NetworkSpec spec, int l, double matrix, double inputs, double outputs, double steps) {
    LayerRule rule = spec.rule().layerRule(l, spec.layers().size());
    if (!rule.hasMatrixTrace()) {
      return 2 * inputs + outputs;
    }
    TraceForm form = spec.form();
    if (form == TraceForm.AUTO) {
      boolean wide = matrix > Integer.MAX_VALUE - 8;
      form = wide ? TraceForm.MATRIX : spec.traceSpec(l).chosenForm();
    }
    double matrices = rule == LayerRule.OTPE ? 3 : 2;
    return switch (form) {
      case HISTORY -> Math.min(steps, spec.traceSpec(l).window()) * (inputs + outputs);
      case PUBLISHED -> matrices * matrix;
      default -> matrix + 2 * outputs + inputs;
    };
  }

  /**
   * Checks that a network fits into {@code available} bytes.
   *
   * @throws IllegalArgumentException with the bytes needed and the bytes there are
   */
  static void require(NetworkSpec spec, long available) {
    long needed = bytes(spec);
    if (needed > available) {
      throw new IllegalArgumentException(
          "network "
              + spec.sizes()
              + ", batch "
              + spec.batch()
              + ", rule "
              + spec.rule()
              + ": expected to fit in the "
              + readable(available)
              + " of memory left to the engine, found that it needs about "
              + readable(needed)
              + "; use smaller layers or batches, or on a CPU give Java more memory with -Xmx");
    }
  }

  /** Such as {@code 1.5 GB}. */
  public static String readable(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
