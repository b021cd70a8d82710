package io.afterspike.kernels.cuda.driverdouble;

import io.afterspike.kernels.cuda.Launch;
import java.util.List;

/**
 * What tells launches of kernels apart, but for their arguments.
 *
 * @param kernel the kernel's name
 * @param grid the blocks along x, y and z
 * @param block the threads of a block along x, y and z
 * @param sharedBytes the shared memory of a block, declared and asked for
 */
public record Ran(String kernel, List<Integer> grid, List<Integer> block, int sharedBytes) {
  /** Copies the lists. */
  public Ran {
    grid = List.copyOf(grid);
    block = List.copyOf(block);
  }

  /** What the double will note of a launch that is bound. */
  public static Ran of(Launch launch) {
    return of(
        launch.name(),
        new int[] {launch.grid(0), launch.grid(1), launch.grid(2)},
        new int[] {launch.block(0), launch.block(1), launch.block(2)},
        launch.sharedBytes());
  }

  static Ran of(String kernel, int[] grid, int[] block, int sharedBytes) {
    return new Ran(
        kernel,
        List.of(grid[0], grid[1], grid[2]),
        List.of(block[0], block[1], block[2]),
        sharedBytes);
  }
}
