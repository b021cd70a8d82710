package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.Arrays;

/**
 * Launches that are already bound, found by kernel, addresses and sizes without allocating
 * anything. Scalars are no part of the key: they are set before each launch.
 *
 * <p>A launch holds addresses, not buffers: one whose buffer was freed is either never found again,
 * or right for the buffer that has its place now.
 */
final class LaunchCache<L> {
  private static final int LONGEST = 16;
  private static final int MOST = 1 << 16;

  private final long[] key = new long[LONGEST];
  private String kernel;
  private int length;

  private String[] kernels = new String[256];
  private long[][] keys = new long[256][];
  private Object[] launches = new Object[256];
  private int size;

  /** Begins a key. */
  LaunchCache<L> key(String kernel) {
    this.kernel = kernel;
    length = 0;
    return this;
  }

  /** Adds an address. */
  LaunchCache<L> with(DeviceBuffer buffer) {
    return with(buffer.address());
  }

  /** Adds a size. */
  LaunchCache<L> with(long number) {
    key[length++] = number;
    return this;
  }

  /** The launch with this key, or null. */
  @SuppressWarnings("unchecked") // only launches come in
  L find() {
    return (L) launches[slot(kernel, key, length)];
  }

  /** Keeps a launch under the key. */
  L keep(L launch) {
    if (size == MOST) {
      clear();
    }
    if (2 * size >= launches.length) {
      grow();
    }
    int slot = slot(kernel, key, length);
    kernels[slot] = kernel;
    keys[slot] = Arrays.copyOf(key, length);
    launches[slot] = launch;
    size++;
    return launch;
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** Forgets all; those of a graph that was captured stay in the graph. */
  void clear() {
    Arrays.fill(kernels, null);
    Arrays.fill(keys, null);
    Arrays.fill(launches, null);
    size = 0;
  }

  /** Where the key is, or where it would go. */
  private int slot(String wantedKernel, long[] wanted, int wantedLength) {
    long hash = wantedKernel.hashCode();
    for (int k = 0; k < wantedLength; k++) {
      hash = (hash ^ wanted[k]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    int slot = (int) hash & (launches.length - 1);
    while (keys[slot] != null
        && !(kernels[slot].equals(wantedKernel)
            && Arrays.equals(keys[slot], 0, keys[slot].length, wanted, 0, wantedLength))) {
      slot = (slot + 1) & (launches.length - 1);
    }
    return slot;
  }

  private void grow() {
    String[] oldKernels = kernels;
    long[][] oldKeys = keys;
    Object[] oldLaunches = launches;
    kernels = new String[2 * oldKeys.length];
    keys = new long[2 * oldKeys.length][];
    launches = new Object[keys.length];
    for (int k = 0; k < oldKeys.length; k++) {
      if (oldKeys[k] != null) {
        int slot = slot(oldKernels[k], oldKeys[k], oldKeys[k].length);
        kernels[slot] = oldKernels[k];
        keys[slot] = oldKeys[k];
        launches[slot] = oldLaunches[k];
      }
    }
  }
}
