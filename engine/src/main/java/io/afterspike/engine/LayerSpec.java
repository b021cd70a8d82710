package io.afterspike.engine;

/**
 * One layer of a network.
 *
 * @param neurons how many neurons it has
 * @param bias whether its bias is trained; without, it stays 0
 */
public record LayerSpec(int neurons, boolean bias) {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if {@code neurons} is not positive
   */
  public LayerSpec {
    Require.atLeast("neurons", 1, neurons);
  }
}
