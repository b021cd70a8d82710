package io.afterspike.engine;

import io.afterspike.kernels.cpu.Lanes;

/**
 * How a layer's neurons are divided into blocks of whole vectors, at least one block a thread where
 * there are neurons enough.
 */
record NeuronBlocks(int neurons, int vectorsPerBlock) {
  private static final int LANES = Lanes.FLOATS.length();

  static NeuronBlocks of(int neurons, int threads) {
    int vectors = 4;
    while (vectors > 1 && divide(neurons, vectors * LANES) < threads) {
      vectors /= 2;
    }
    return new NeuronBlocks(neurons, vectors);
  }

  private static int divide(int neurons, int width) {
    return (neurons + width - 1) / width;
  }

  int count() {
    return divide(neurons, vectorsPerBlock * LANES);
  }

  /** The first neuron of a block. */
  int column(int block) {
    return block * vectorsPerBlock * LANES;
  }

  /** A block's width in vectors: 1, 2 or 4; the last one is only as wide as it must be. */
  int vectors(int block) {
    int left = divide(neurons - column(block), LANES);
    return left >= vectorsPerBlock ? vectorsPerBlock : left == 3 ? 4 : left;
  }

  /** The widest block in floats. */
  int widest() {
    return vectorsPerBlock * LANES;
  }

  /** All blocks together, in floats. */
  int width() {
    int last = count() - 1;
    return column(last) + vectors(last) * LANES;
  }
}
