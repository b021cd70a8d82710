package io.afterspike.bench.study;

import java.util.List;

/**
 * What came of a cell.
 *
 * @param rows the sides that were measured
 * @param missing those that were not
 */
record CellOutcome(List<StudyRow> rows, List<NotMeasured> missing) {
  CellOutcome {
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
  }
}
