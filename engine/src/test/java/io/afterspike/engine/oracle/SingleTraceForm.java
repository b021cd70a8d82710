package io.afterspike.engine.oracle;

/**
 * Matrix traces with one matrix per sample where the published form has two.
 *
 * <pre>
 *   OSTL:   P(t) = c(t-1)∘P(t-1) + x(t)            Pb(t) = c(t-1) Pb(t-1) + 1
 *   OTPE:   R(t) = c(t)∘R(t-1) + g(t) ⊗ â(t)       Rb(t) = c(t) Rb(t-1) + g(t) ab(t)
 *           â = λâ + x     ab = λab + 1
 * </pre>
 */
public final class SingleTraceForm {
  private SingleTraceForm() {}

  /**
   * A trace at every step.
   *
   * @param weights {@code [step][sample][pre][post]}
   * @param bias {@code [step][sample][post]}
   */
  public record Trace(double[][][][] weights, double[][][] bias) {}

  /** P at every step. */
  public static Trace ostl(LayerSteps layer) {
    Trace trace = empty(layer);
    for (int t = 0; t < layer.steps(); t++) {
      for (int b = 0; b < layer.batch(); b++) {
        for (int j = 0; j < layer.post(); j++) {
          double c = t == 0 ? 0 : layer.retention(t - 1, b, j);
          for (int i = 0; i < layer.pre(); i++) {
            double before = t == 0 ? 0 : trace.weights[t - 1][b][i][j];
            trace.weights[t][b][i][j] = c * before + layer.x()[t][b][i];
          }
          trace.bias[t][b][j] = c * (t == 0 ? 0 : trace.bias[t - 1][b][j]) + 1;
        }
      }
    }
    return trace;
  }

  /** R at every step. */
  public static Trace otpe(LayerSteps layer) {
    Trace trace = empty(layer);
    double[][] a = new double[layer.batch()][layer.pre()];
    double aBias = 0;
    for (int t = 0; t < layer.steps(); t++) {
      aBias = layer.leak() * aBias + 1;
      for (int b = 0; b < layer.batch(); b++) {
        for (int i = 0; i < layer.pre(); i++) {
          a[b][i] = layer.leak() * a[b][i] + layer.x()[t][b][i];
        }
        for (int j = 0; j < layer.post(); j++) {
          double c = layer.retention(t, b, j);
          double g = layer.g()[t][b][j];
          for (int i = 0; i < layer.pre(); i++) {
            double before = t == 0 ? 0 : trace.weights[t - 1][b][i][j];
            trace.weights[t][b][i][j] = c * before + g * a[b][i];
          }
          trace.bias[t][b][j] = c * (t == 0 ? 0 : trace.bias[t - 1][b][j]) + g * aBias;
        }
      }
    }
    return trace;
  }

  private static Trace empty(LayerSteps layer) {
    int steps = layer.steps();
    int batch = layer.batch();
    return new Trace(
        new double[steps][batch][layer.pre()][layer.post()],
        new double[steps][batch][layer.post()]);
  }
}
