package io.afterspike.bench.study;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.sweep.Version;
import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.engine.Engines;
import io.afterspike.engine.ReferenceEngine;
import io.afterspike.engine.SimdEngine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What engines are here, and what the machine can do.
 *
 * @param present the names of the engines that run here, best first
 * @param absent why the others do not
 */
public record MachineProbe(List<String> present, Map<String, String> absent) {
  private static final double LOOP_SECONDS = 0.02;

  /** Copies both. */
  public MachineProbe {
    present = List.copyOf(present);
    absent = new LinkedHashMap<>(absent);
  }

  /** Tries every engine. */
  public static MachineProbe now() {
    List<String> present = new ArrayList<>();
    Map<String, String> absent = new LinkedHashMap<>();
    for (String name : Engines.names()) {
      try (Engine<?> engine = Engines.named(name)) {
        present.add(engine.name());
      } catch (EngineUnavailableException e) {
        absent.put(name, e.reason());
      }
    }
    return new MachineProbe(present, absent);
  }

  /** The engines that are compared if none are named: all but the reference. */
  public List<String> usual() {
    List<String> usual =
        present.stream().filter(name -> !name.equals(ReferenceEngine.NAME)).toList();
    return usual.isEmpty() ? present : usual;
  }

  /** Where this process runs, with the GPU if there is one. */
  public Surroundings where() {
    Surroundings where = Surroundings.now();
    if (present.contains(CudaEngine.NAME)) {
      try (CudaEngine engine = new CudaEngine()) {
        return where.with(engine.context().device());
      }
    }
    return where;
  }

  /** Measures the limits of what a grid runs on: some four seconds for each number of threads. */
  public StudyMachine measure(StudyGrid grid) {
    Surroundings where = where();
    Map<Integer, MachineLimits> limits = new TreeMap<>();
    if (grid.engines().contains(SimdEngine.NAME)) {
      grid.threads().forEach(n -> limits.put(n, MachineLimits.measure(n, LOOP_SECONDS)));
    }
    Optional<CudaLimits> gpu = Optional.empty();
    if (grid.engines().contains(CudaEngine.NAME)) {
      try (CudaEngine engine = new CudaEngine()) {
        gpu = Optional.of(CudaLimits.measure(engine.stream()));
      }
    }
    return new StudyMachine(
        StudyMachine.name(where),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Version.NUMBER,
        where,
        grid.base(),
        absent,
        limits,
        gpu);
  }
}
