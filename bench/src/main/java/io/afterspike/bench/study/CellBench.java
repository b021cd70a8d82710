package io.afterspike.bench.study;

import java.io.IOException;
import java.util.List;

/** Measures cells. */
interface CellBench {
  /** Measures all sides of a cell in turn. */
  CellOutcome measure(StudyMachine machine, StudyCell cell, List<StudySide> sides)
      throws IOException;
}
