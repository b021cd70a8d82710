package io.afterspike.bench.study;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.limits.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Measures the cells of a study that are not there yet, and writes what is known. */
public final class StudyRunner {
  private final StudyGrid grid;
  private final StudyFolder folder;
  private final CellBench bench;

  /** A runner whose files are in {@code folder}. */
  public StudyRunner(StudyGrid grid, Path folder) {
    this.grid = grid;
    this.folder = new StudyFolder(folder);
    this.bench = new TurnBench(grid.pace(), this.folder.log());
  }

  StudyRunner(StudyGrid grid, Path folder, CellBench bench) {
    this.grid = grid;
    this.folder = new StudyFolder(folder);
    this.bench = bench;
  }

  /** Forgets what is in the folder. */
  public void clear() throws IOException {
    folder.clear();
  }

  /**
   * What became of a study.
   *
   * @param study all that is known
   * @param cells how many cells it has
   * @param finished how many of them are done
   */
  public record Outcome(Study study, int cells, int finished) {}

  /**
   * Runs until all cells are done, the time is up or a stop is asked for.
   *
   * @param here where this process runs
   * @param measure measures the machine, if that is not done yet
   * @param seconds how long this run may take; a cell that was begun is finished
   * @param stop asked before each cell
   * @throws IllegalArgumentException if the folder holds another study or another machine's
   */
  public Outcome run(
      Supplier<Surroundings> here,
      Function<StudyGrid, StudyMachine> measure,
      double seconds,
      Screen screen,
      BooleanSupplier stop)
      throws IOException {
    long begin = screen.nanos().getAsLong();
    folder.open(grid);
    StudyMachine machine = machine(here, measure);
    List<StudyCell> cells = grid.cells();
    int finished = (int) cells.stream().filter(folder::isFinished).count();
    try (ProgressLine line = new ProgressLine(screen, "cells", finished, cells.size())) {
      for (StudyCell cell : cells) {
        if (folder.isFinished(cell)) {
          continue;
        }
        double spent = (screen.nanos().getAsLong() - begin) * 1e-9;
        if (spent >= seconds || stop.getAsBoolean()) {
          break;
        }
        line.update(finished, cell::toString);
        folder.write(cell, bench.measure(machine, cell, grid.sides(cell)), machine);
        finished++;
      }
      int done = finished;
      line.finish(done, () -> done < cells.size() ? "stopped" : "");
    }
    Study study = study(machine, cells);
    study.write(folder.path());
    return new Outcome(study, cells.size(), finished);
  }

  private StudyMachine machine(
      Supplier<Surroundings> here, Function<StudyGrid, StudyMachine> measure) throws IOException {
    Optional<StudyMachine> known = folder.readMachine();
    if (known.isEmpty()) {
      StudyMachine machine = measure.apply(grid);
      folder.write(machine);
      return machine;
    }
    Surroundings now = here.get();
    if (!known.get().isLike(now)) {
      throw new IllegalArgumentException(
          folder.path()
              + ": expected a study of this machine ("
              + now
              + "), found one of "
              + known.get().where()
              + "; name another folder with --out, and put both together with --merge");
    }
    return known.get();
  }

  private Study study(StudyMachine machine, List<StudyCell> cells) {
    List<StudyRow> rows = new ArrayList<>();
    List<NotMeasured> missing = new ArrayList<>();
    int left = 0;
    for (StudyCell cell : cells) {
      if (folder.isFinished(cell)) {
        CellOutcome outcome = folder.read(cell);
        rows.addAll(outcome.rows());
        missing.addAll(outcome.missing());
      } else {
        left++;
      }
    }
    if (left > 0) {
      missing.add(
          new NotMeasured(
              machine.name(),
              left + " of " + cells.size() + " cells",
              "the time was up or a stop was asked for; the same command goes on",
              false));
    }
    return new Study(List.of(machine), rows, missing);
  }
}
