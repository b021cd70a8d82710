package io.afterspike.engine.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer's change by online SGD, one update a step, kept as the inputs and one number per sample,
 * neuron and step instead of written into the weights.
 *
 * <pre>
 *   W_t = W_0 - lr Σ_{k≤t} Σ_b x(k) ⊗ M(k,t)            M(k,t) = M(k,t-1) + f(t) q(k,t)
 *   x W_t  = x W_0 - lr Σ_k Σ_b (x·x_b(k)) M_b(k,t)
 *   h W_tᵀ = h W_0ᵀ - lr Σ_k Σ_b x_b(k) (h·M_b(k,t))
 * </pre>
 *
 * f and q are those of {@link HistoryForm}.
 */
public final class DeferredWeights {
  private final LayerRule rule;
  private final double leak;
  private final double threshold;
  private final double rate;
  private final List<double[][]> x = new ArrayList<>();
  private final List<double[][]> q = new ArrayList<>();
  private final List<double[][]> m = new ArrayList<>();
  private double[][] previousG;

  /** No change yet. */
  public DeferredWeights(LayerRule rule, double leak, double threshold, double rate) {
    this.rule = rule;
    this.leak = leak;
    this.threshold = threshold;
    this.rate = rate;
  }

  /** x(W_t − W_0) for one sample's input, {@code [post]}. */
  public double[] current(double[] input, int post) {
    double[] current = new double[post];
    for (int k = 0; k < m.size(); k++) {
      for (int b = 0; b < x.get(k).length; b++) {
        double dot = 0;
        for (int i = 0; i < input.length; i++) {
          dot += input[i] * x.get(k)[b][i];
        }
        for (int j = 0; j < post; j++) {
          current[j] -= rate * dot * m.get(k)[b][j];
        }
      }
    }
    return current;
  }

  /** h(W_t − W_0)ᵀ for one sample, {@code [pre]}. */
  public double[] project(double[] h, int pre) {
    double[] below = new double[pre];
    for (int k = 0; k < m.size(); k++) {
      for (int b = 0; b < x.get(k).length; b++) {
        double dot = 0;
        for (int j = 0; j < h.length; j++) {
          dot += h[j] * m.get(k)[b][j];
        }
        for (int i = 0; i < pre; i++) {
          below[i] -= rate * x.get(k)[b][i] * dot;
        }
      }
    }
    return below;
  }

  /**
   * Learns from a step, and returns the gradient of a bias with a trace, {@code [post]}.
   *
   * @param input x(t), {@code [sample][pre]}; kept
   * @param g surrogate, {@code [sample][post]}; kept
   * @param f {@link LayerSteps#factor} of this step, {@code [sample][post]}
   */
  public double[] learn(double[][] input, double[][] g, double[][] f) {
    int batch = g.length;
    int post = g[0].length;
    int t = x.size();
    x.add(input);
    q.add(new double[batch][post]);
    m.add(new double[batch][post]);
    double[] bias = new double[post];
    for (int k = 0; k <= t; k++) {
      for (int b = 0; b < batch; b++) {
        double[] factor = q.get(k)[b];
        for (int j = 0; j < post; j++) {
          factor[j] =
              switch (rule) {
                case OSTL -> k == t ? 1 : leak * (1 - threshold * previousG[b][j]) * factor[j];
                case OTPE ->
                    leak * (1 - threshold * g[b][j]) * factor[j] + g[b][j] * Math.pow(leak, t - k);
                case OTTT -> Math.pow(leak, t - k);
                case APPROX_OTPE -> (t - k + 1) * Math.pow(leak, t - k);
              };
          m.get(k)[b][j] += f[b][j] * factor[j];
          bias[j] += f[b][j] * factor[j];
        }
      }
    }
    previousG = g;
    return bias;
  }

  /** W_t − W_0, written out, {@code [pre][post]}. */
  public double[][] change(int pre, int post) {
    double[][] change = new double[pre][post];
    for (int k = 0; k < m.size(); k++) {
      for (int b = 0; b < x.get(k).length; b++) {
        for (int i = 0; i < pre; i++) {
          for (int j = 0; j < post; j++) {
            change[i][j] -= rate * x.get(k)[b][i] * m.get(k)[b][j];
          }
        }
      }
    }
    return change;
  }
}
