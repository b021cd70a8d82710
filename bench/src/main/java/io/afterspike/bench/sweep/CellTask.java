package io.afterspike.bench.sweep;

import java.io.IOException;
import java.util.Optional;

/** Makes a cell's result. Stateless: several threads use one task at once, each for its cell. */
interface CellTask {
  /** About how much there is to do, in minibatches: for progress. */
  long work(Cell cell);

  /**
   * Begins the cell, or goes on where its checkpoint is.
   *
   * @return the result; empty if asked to stop, and then saved
   * @throws IOException if a file cannot be written
   * @throws IllegalArgumentException if the settings do not fit the data or the machine
   */
  Optional<CellResult> run(CellRun run) throws IOException;
}
