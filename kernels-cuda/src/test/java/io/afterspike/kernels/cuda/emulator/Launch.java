package io.afterspike.kernels.cuda.emulator;

/**
 * A launch: sizes, parameters, memory.
 *
 * @param parameters the packed parameters as words, the last one filled with zeros
 * @param firstRun the number of its first block in its memory
 * @param order the order of its blocks, or null if the kernel has no fences
 */
record Launch(
    EmulatedKernel kernel,
    EmulatedMemory memory,
    int gridX,
    int gridY,
    int gridZ,
    int blockX,
    int blockY,
    int blockZ,
    int sharedBytes,
    int[] parameters,
    long firstRun,
    GridOrder order) {

  int blocks() {
    return gridX * gridY * gridZ;
  }

  int threads() {
    return blockX * blockY * blockZ;
  }

  /** A block's place as {@code (x, y, z)}. */
  String blockName(int block) {
    return "(%d, %d, %d)".formatted(block % gridX, block / gridX % gridY, block / (gridX * gridY));
  }

  /** A thread's place as {@code (x, y, z)}. */
  String threadName(int thread) {
    return "(%d, %d, %d)"
        .formatted(thread % blockX, thread / blockX % blockY, thread / (blockX * blockY));
  }
}
