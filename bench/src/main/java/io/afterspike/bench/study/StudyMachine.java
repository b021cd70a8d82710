package io.afterspike.bench.study;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.Surroundings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a study was made, and what the machine can do.
 *
 * @param name a short name
 * @param started when the study began, in UTC
 * @param version the version of this program
 * @param where processor, system, Java and GPU
 * @param base the middle of the grid
 * @param absent why engines are not here, by their names
 * @param limits the CPU's limits by number of threads; empty if no engine ran on it
 * @param gpu the GPU's limits, if it was measured
 */
public record StudyMachine(
    String name,
    String started,
    String version,
    Surroundings where,
    StudyPoint base,
    Map<String, String> absent,
    Map<Integer, MachineLimits> limits,
    Optional<CudaLimits> gpu) {
  /** Copies the maps. */
  public StudyMachine {
    absent = Collections.unmodifiableMap(new LinkedHashMap<>(absent));
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
  }

  /** What it is, such as {@code AMD EPYC, 2 processors}, with its GPU. */
  static String name(Surroundings where) {
    String gpu = where.accelerator().replaceAll(", (driver|compute capability).*", "");
    return where.processor()
        + ", "
        + where.processors()
        + (where.processors() == 1 ? " processor" : " processors")
        + (gpu.isEmpty() ? "" : ", " + gpu);
  }

  /** The same under another name. */
  StudyMachine named(String otherName) {
    return new StudyMachine(otherName, started, version, where, base, absent, limits, gpu);
  }

  /** Whether it is the same machine with the same Java, whatever runs on it beside. */
  boolean isLike(Surroundings other) {
    return where.processor().equals(other.processor())
        && where.processors() == other.processors()
        && where.system().equals(other.system())
        && where.java().equals(other.java())
        && where.vectorBits() == other.vectorBits()
        && where.accelerator().equals(other.accelerator());
  }
}
