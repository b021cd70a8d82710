package io.afterspike.kernels.cuda.driverdouble;

import io.afterspike.kernels.cuda.driverdouble.Machine.Kernel;
import io.afterspike.kernels.cuda.driverdouble.Machine.Program;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the driver hands out handles of. */
abstract sealed class Thing {
  /** Device memory. */
  static final class Memory extends Thing {
    final long bytes;

    Memory(long bytes) {
      this.bytes = bytes;
    }
  }

  /** Pinned host memory. */
  static final class Pinned extends Thing {
    final MemorySegment segment;

    Pinned(MemorySegment segment) {
      this.segment = segment;
    }

    boolean holds(long address) {
      return address >= segment.address() && address < segment.address() + segment.byteSize();
    }
  }

  /** A queue of work that is done when someone waits for it, or in small pieces when asked. */
  static final class Stream extends Thing {
    final Deque<Work> queue = new ArrayDeque<>();

    /** What its work becomes part of instead of being done; null if nothing is captured. */
    Capture capture;
  }

  /** A mark. */
  static final class Event extends Thing {
    Stream stream;
    long recorded;
    long reached;
    long nanoTime;

    /** The capture that it was last recorded in, and what it marks there; null if in none. */
    Capture capture;

    Set<Capture.Node> captured = Set.of();
  }

  /** Assembled kernels. */
  static final class Module extends Thing {
    final Program program;
    final Map<String, Long> functions = new ConcurrentHashMap<>();

    Module(Program program) {
      this.program = program;
    }
  }

  /** A kernel; goes with its module. */
  static final class Function extends Thing {
    final String name;
    final Kernel kernel;

    Function(String name, Kernel kernel) {
      this.name = name;
      this.kernel = kernel;
    }
  }

  /** Captured work. */
  static final class Graph extends Thing {
    final List<Capture.Node> nodes;

    Graph(List<Capture.Node> nodes) {
      this.nodes = new ArrayList<>(nodes);
    }
  }

  /** Captured work, ready to be launched. */
  static final class Executable extends Thing {
    final List<Capture.Node> nodes;
    final Random random = new Random(1);

    Executable(List<Capture.Node> nodes) {
      this.nodes = List.copyOf(nodes);
    }
  }

  /** Something to do on the device. */
  interface Work {
    void run();
  }

  /** Such as {@code stream}, for reports. */
  String kind() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
