package io.afterspike.bench.study;

import io.afterspike.engine.CudaEngine;

/**
 * What ran a side, whatever the rule.
 *
 * @param machine the name of the machine
 * @param engine the engine's name
 * @param threads the threads; 1 on a GPU
 * @param bits the width of the vectors; 0 on an engine without
 * @param apart whether it ran in a process of its own
 */
record StudyDevice(String machine, String engine, int threads, int bits, boolean apart) {
  static StudyDevice of(StudyRow row) {
    StudySide side = row.side();
    return new StudyDevice(row.machine(), side.engine(), side.threads(), side.bits(), side.apart());
  }

  boolean isGpu() {
    return engine.equals(CudaEngine.NAME);
  }

  /** Such as {@code simd, 2 threads}. */
  String label() {
    if (isGpu()) {
      return "GPU";
    }
    return engine + (bits == 0 ? "" : ", " + threads + (threads == 1 ? " thread" : " threads"));
  }
}
