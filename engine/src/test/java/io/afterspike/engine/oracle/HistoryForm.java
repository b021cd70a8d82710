package io.afterspike.engine.oracle;

/**
 * A rule's gradient at step t as a sum over the inputs so far, each with one coefficient per sample
 * and neuron instead of one per weight.
 *
 * <pre>
 *   dW(t) = Σ_b Σ_{k≤t} x(k) ⊗ f(t) q(k,t)        db(t) = Σ_b f(t) Σ_{k≤t} q(k,t)
 *   OSTL:    f = δg    q(k,t) = c(t-1) q(k,t-1)            q(t,t) = 1        D in print
 *   OTPE:    f = δ     q(k,t) = c(t) q(k,t-1) + g(t) λ^(t-k)   q(t,t) = g(t)     Q in print
 *   OTTT:    f = δg    q(k,t) = λ^(t-k)
 *   Approx:  f = δḡ    q(k,t) = (t-k+1) λ^(t-k)
 * </pre>
 *
 * For OTTT and Approx OTPE the db above is the traced bias; the published one is db = Σ_b f.
 */
public final class HistoryForm {
  private HistoryForm() {}

  /** q(k,t) of one rule, {@code [k][t][sample][post]}, from k ≤ t on; 0 before. */
  public static double[][][][] coefficients(LayerSteps layer) {
    double[][][][] q = new double[layer.steps()][layer.steps()][layer.batch()][layer.post()];
    for (int k = 0; k < layer.steps(); k++) {
      double decay = 1;
      for (int t = k; t < layer.steps(); t++) {
        for (int b = 0; b < layer.batch(); b++) {
          for (int j = 0; j < layer.post(); j++) {
            double before = t == k ? 0 : q[k][t - 1][b][j];
            q[k][t][b][j] =
                switch (layer.rule()) {
                  case OSTL -> t == k ? 1 : layer.retention(t - 1, b, j) * before;
                  case OTPE -> layer.retention(t, b, j) * before + layer.g()[t][b][j] * decay;
                  case OTTT -> decay;
                  case APPROX_OTPE -> (t - k + 1) * decay;
                };
          }
        }
        decay *= layer.leak();
      }
    }
    return q;
  }

  /**
   * The gradient of every step.
   *
   * @param tracedBias see {@link RuleOracle#RuleOracle}
   */
  public static LayerGradient[] gradients(LayerSteps layer, boolean tracedBias) {
    return gradients(layer, tracedBias, layer.steps());
  }

  /**
   * The gradient of every step from the last {@code window} inputs only: a sliding window, for
   * streams without end.
   */
  public static LayerGradient[] gradients(LayerSteps layer, boolean tracedBias, int window) {
    double[][][][] q = coefficients(layer);
    double[][][] f = layer.factor();
    boolean untraced =
        !tracedBias && (layer.rule() == LayerRule.OTTT || layer.rule() == LayerRule.APPROX_OTPE);
    LayerGradient[] gradients = new LayerGradient[layer.steps()];
    for (int t = 0; t < layer.steps(); t++) {
      gradients[t] = LayerGradient.zero(layer.pre(), layer.post());
      for (int b = 0; b < layer.batch(); b++) {
        for (int j = 0; j < layer.post(); j++) {
          for (int k = Math.max(0, t - window + 1); k <= t; k++) {
            for (int i = 0; i < layer.pre(); i++) {
              gradients[t].weights()[i][j] += layer.x()[k][b][i] * f[t][b][j] * q[k][t][b][j];
            }
            gradients[t].bias()[j] += untraced ? 0 : f[t][b][j] * q[k][t][b][j];
          }
          gradients[t].bias()[j] += untraced ? f[t][b][j] : 0;
        }
      }
    }
    return gradients;
  }

  /**
   * OTPE's R at the last step from its value at step {@code from}, exactly: the window of an
   * endless stream.
   *
   * <pre>
   *   R(t) = K∘R(t0) + â(t0) ⊗ Q0 + Σ_{k>t0} x(k) ⊗ Q(k,t)
   *   K = c(t) K, K(t0) = 1        Q0 = c(t) Q0 + g(t) λ^(t-t0), Q0(t0) = 0
   * </pre>
   *
   * @param trace R(t0), {@code [sample][pre][post]}; for the bias Rb(t0), with pre = 1
   * @param presynaptic â(t0), {@code [sample][pre]}; for the bias ab(t0), with pre = 1
   * @param x input, {@code [step][sample][pre]}; for the bias all 1
   * @return R at the last step, {@code [sample][pre][post]}
   */
  public static double[][][] otpeFrom(
      int from, double[][][] trace, double[][] presynaptic, LayerSteps layer, double[][][] x) {
    int last = layer.steps() - 1;
    double[][][][] q = coefficients(layer);
    int pre = x[0][0].length;
    double[][][] result = new double[layer.batch()][pre][layer.post()];
    for (int b = 0; b < layer.batch(); b++) {
      for (int j = 0; j < layer.post(); j++) {
        double kept = 1;
        double q0 = 0;
        for (int t = from + 1; t <= last; t++) {
          double c = layer.retention(t, b, j);
          kept *= c;
          q0 = c * q0 + layer.g()[t][b][j] * Math.pow(layer.leak(), t - from);
        }
        for (int i = 0; i < pre; i++) {
          result[b][i][j] = kept * trace[b][i][j] + presynaptic[b][i] * q0;
          for (int k = from + 1; k <= last; k++) {
            result[b][i][j] += x[k][b][i] * q[k][last][b][j];
          }
        }
      }
    }
    return result;
  }

  /**
   * OSTL's P at the last step from its value at step {@code from}, exactly.
   *
   * <pre>
   *   P(t) = D(t0,t)∘P(t0) + Σ_{k>t0} x(k) ⊗ D(k,t)
   * </pre>
   *
   * @param trace P(t0), {@code [sample][pre][post]}; for the bias Pb(t0), with pre = 1
   * @param x input, {@code [step][sample][pre]}; for the bias all 1
   * @return P at the last step, {@code [sample][pre][post]}
   */
  public static double[][][] ostlFrom(
      int from, double[][][] trace, LayerSteps layer, double[][][] x) {
    int last = layer.steps() - 1;
    double[][][][] d = coefficients(layer);
    int pre = x[0][0].length;
    double[][][] result = new double[layer.batch()][pre][layer.post()];
    for (int b = 0; b < layer.batch(); b++) {
      for (int i = 0; i < pre; i++) {
        for (int j = 0; j < layer.post(); j++) {
          result[b][i][j] = d[from][last][b][j] * trace[b][i][j];
          for (int k = from + 1; k <= last; k++) {
            result[b][i][j] += x[k][b][i] * d[k][last][b][j];
          }
        }
      }
    }
    return result;
  }
}
