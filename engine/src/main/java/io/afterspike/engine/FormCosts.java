package io.afterspike.engine;

/**
 * What the two forms of a matrix trace cost on a CPU: the model by which {@link TraceForm#AUTO}
 * chooses.
 *
 * <p>A time step of a layer, with {@code n} the mean number of past steps a history keeps and
 * {@code d} the share of inputs that are not 0, takes about
 *
 * <pre>
 *   history:  n · batch · post · (factor + d · pre · event)
 *   matrix:   batch · pre · post · element,    element = near or far, by the trace's size
 * </pre>
 *
 * nanoseconds. The choice decides which of two definitions a network computes, so it must be the
 * same everywhere: it is always made with {@link #DOCUMENTED}, never with what a machine happens to
 * measure. {@link FormCalibration} measures the same numbers here, to show what a choice costs.
 *
 * @param event an event's addition to one element of the gradient
 * @param factor advancing and weighting one factor
 * @param near advancing one element of a trace that stays in the caches, and adding it
 * @param far the same for a trace that does not
 */
public record FormCosts(double event, double factor, double near, double far) {
  /** Measured on two cores of a server processor with 512-bit vectors; only ratios matter. */
  public static final FormCosts DOCUMENTED = new FormCosts(0.02, 0.12, 0.05, 0.12);

  /** Traces up to this many bytes count as near. */
  static final long NEAR_BYTES = 16L << 20;

  /** Checks that all are positive. */
  public FormCosts {
    if (!(event > 0 && factor > 0 && near > 0 && far > 0)) {
      throw new IllegalArgumentException(
          "costs: expected positive numbers, found "
              + event
              + ", "
              + factor
              + ", "
              + near
              + ", "
              + far);
    }
  }

  /** Nanoseconds of a mean time step in history form; infinite where the past never ends. */
  public double history(TraceSpec spec) {
    LayerShape shape = spec.shape();
    double each = factor + spec.density() * shape.pre() * event;
    return meanPast(spec) * shape.batch() * shape.post() * each;
  }

  /** Nanoseconds of a time step in matrix form. */
  public double matrix(TraceSpec spec) {
    LayerShape shape = spec.shape();
    double elements = (double) shape.batch() * shape.pre() * shape.post();
    return elements * (elements * Float.BYTES <= NEAR_BYTES ? near : far);
  }

  /** The cheaper form: {@link TraceForm#HISTORY} or {@link TraceForm#MATRIX}. */
  public TraceForm cheaper(TraceSpec spec) {
    return history(spec) < matrix(spec) ? TraceForm.HISTORY : TraceForm.MATRIX;
  }

  /** Steps that a history holds, on average over a sequence; endless ones hold a whole window. */
  private static double meanPast(TraceSpec spec) {
    double window = spec.window() == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : spec.window();
    double steps = spec.sequenceLength();
    if (steps == 0) {
      return window;
    }
    if (steps <= window) {
      return (steps + 1) / 2;
    }
    return window - window * (window - 1) / (2 * steps);
  }
}
