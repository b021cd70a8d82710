package io.afterspike.bench.study;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.MemoryLevel;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A study of a few milliseconds on a machine with made-up limits. */
final class TinyStudy {
  static final StudyPace PACE = new StudyPace(0, 0, 2, 2);

  private TinyStudy() {}

  static StudyGrid grid(List<Integer> threads, double... widths) {
    Map<StudyAxis, List<Double>> axes = new EnumMap<>(StudyAxis.class);
    axes.put(StudyAxis.WIDTH, Arrays.stream(widths).boxed().toList());
    axes.put(StudyAxis.BATCH, List.of(1.0, 2.0));
    axes.put(StudyAxis.STEPS, List.of(3.0));
    axes.put(StudyAxis.DENSITY, List.of(0.3));
    axes.put(StudyAxis.DEPTH, List.of(1.0));
    return new StudyGrid(
        axes,
        List.of(LearningRule.OTPE),
        List.of(TraceForm.MATRIX, TraceForm.HISTORY),
        List.of("simd"),
        threads,
        List.of(Surroundings.now().vectorBits()),
        false,
        PACE);
  }

  static StudyMachine machine(StudyGrid grid, String processor) {
    Surroundings now = Surroundings.now();
    Surroundings where =
        new Surroundings(processor, 2, now.system(), now.java(), now.vectorBits(), "", 0.25);
    Map<MemoryLevel, Double> rates = new EnumMap<>(MemoryLevel.class);
    for (MemoryLevel level : MemoryLevel.values()) {
      rates.put(level, 100e9 / (1 + level.ordinal()));
    }
    Map<Integer, MachineLimits> limits = new TreeMap<>();
    for (int n : grid.threads()) {
      limits.put(n, new MachineLimits(now.vectorBits(), n, n * 50e9, rates, rates));
    }
    return new StudyMachine(
        StudyMachine.name(where),
        "2026-01-01T00:00:00Z",
        "0",
        where,
        grid.base(),
        Map.of("cuda", "no driver"),
        limits,
        Optional.empty());
  }

  static StudyRunner.Outcome run(
      StudyRunner runner, String processor, double seconds, BooleanSupplier stop)
      throws IOException {
    Screen silent =
        new Screen(
            Screen.Kind.SILENT, new PrintWriter(Writer.nullWriter()), 80, System::nanoTime, 10);
    return runner.run(
        () -> machine(grid(List.of(1), 8), processor).where(),
        grid -> machine(grid, processor),
        seconds,
        silent,
        stop);
  }

  /** A bench that counts its cells. */
  static CellBench counting(Path log, List<StudyCell> measured) {
    TurnBench bench = new TurnBench(PACE, log);
    return (machine, cell, sides) -> {
      measured.add(cell);
      return bench.measure(machine, cell, sides);
    };
  }
}
