package io.afterspike.kernels.cuda.emulator;

/** What an instruction does to the lanes [from, to) of a block. */
@FunctionalInterface
interface Step {
  void run(BlockRun block, int from, int to);

  /** This, then the other. */
  default Step then(Step next) {
    return (block, from, to) -> {
      run(block, from, to);
      next.run(block, from, to);
    };
  }

  /** What an instruction does to a warp: shuffles, votes, matrix products. */
  @FunctionalInterface
  interface OfWarp {
    /**
     * {@code first}: the lane of the warp's thread 0; {@code lanes}: which of its threads are here.
     */
    void run(BlockRun block, int first, int lanes);
  }
}
