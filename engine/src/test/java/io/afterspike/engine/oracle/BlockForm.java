package io.afterspike.engine.oracle;

/**
 * The sum of a rule's gradients over the steps after t0, from the traces at t0: one update for a
 * block of steps, with credit for everything before it.
 *
 * <pre>
 *   OTPE:    Σ δR     = [c(t0+1) F'(t0+1)]∘R(t0) + Σ â ⊗ gF'     F'(t) = δ(t) + c(t+1) F'(t+1)
 *   OSTL:    Σ δgP    = [c(t0) A(t0+1)]∘P(t0) + Σ x ⊗ A          A(t) = δg + c(t) A(t+1)
 *   OTTT:    Σ δgâ    = λâ(t0) ⊗ A(t0+1) + Σ x ⊗ A               A(t) = δg + λA(t+1)
 *   Approx:  Σ δḡẑ    = λẑ(t0) ⊗ A(t0+1) + Σ â ⊗ A               A(t) = δḡ + λA(t+1)
 * </pre>
 *
 * Sums over the block's steps t0 &lt; t, and over the batch; F' and A are 0 beyond it.
 */
public final class BlockForm {
  private BlockForm() {}

  /**
   * The weights' gradient, summed over the steps from {@code first} to the last; for the bias, pass
   * inputs of 1 and traces with pre = 1.
   *
   * @param first t0 + 1 ≥ 1
   * @param matrix R(t0) for OTPE, P(t0) for OSTL, {@code [sample][pre][post]}; unused by the others
   * @param a â at every step, {@code [step][sample][pre]}
   * @param z ẑ(t0), {@code [sample][pre]}
   * @param x input, {@code [step][sample][pre]}
   * @return {@code [pre][post]}
   */
  public static double[][] gradient(
      LayerSteps layer,
      int first,
      double[][][] matrix,
      double[][][] a,
      double[][] z,
      double[][][] x) {
    double[][][] f = layer.factor();
    int pre = x[0][0].length;
    double[][] gradient = new double[pre][layer.post()];
    for (int b = 0; b < layer.batch(); b++) {
      for (int j = 0; j < layer.post(); j++) {
        double later = 0;
        for (int t = layer.steps() - 1; t >= first; t--) {
          double c =
              switch (layer.rule()) {
                case OTPE -> t + 1 < layer.steps() ? layer.retention(t + 1, b, j) : 0;
                case OSTL -> layer.retention(t, b, j);
                case OTTT, APPROX_OTPE -> layer.leak();
              };
          later = f[t][b][j] + c * later;
          for (int i = 0; i < pre; i++) {
            gradient[i][j] +=
                later
                    * switch (layer.rule()) {
                      case OTPE -> a[t][b][i] * layer.g()[t][b][j];
                      case OSTL, OTTT -> x[t][b][i];
                      case APPROX_OTPE -> a[t][b][i];
                    };
          }
        }
        for (int i = 0; i < pre; i++) {
          gradient[i][j] +=
              later
                  * switch (layer.rule()) {
                    case OTPE -> layer.retention(first, b, j) * matrix[b][i][j];
                    case OSTL -> layer.retention(first - 1, b, j) * matrix[b][i][j];
                    case OTTT -> layer.leak() * a[first - 1][b][i];
                    case APPROX_OTPE -> layer.leak() * z[b][i];
                  };
        }
      }
    }
    return gradient;
  }
}
