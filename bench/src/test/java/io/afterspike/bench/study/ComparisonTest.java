package io.afterspike.bench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where two ways break even. */
class ComparisonTest {
  private static final StudyGrid GRID = TinyStudy.grid(List.of(1, 2), 8);

  private static StudyTable table(double first, double second) {
    StudyMachine machine = TinyStudy.machine(GRID, "CPU");
    List<StudyRow> rows = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      for (double batch : new double[] {1, 2}) {
        double ratio = batch == 1 ? first : second;
        StudyPoint point = GRID.base().with(StudyAxis.BATCH, batch);
        rows.add(
            new StudyRow(
                machine.name(),
                new StudyCell(point, LearningRule.OTTT, false),
                new StudySide("simd", TraceForm.AUTO, threads, 256, false),
                new double[] {threads == 1 ? ratio : 1},
                1,
                1,
                1,
                1,
                1,
                1,
                1));
      }
    }
    return new StudyTable(new Study(List.of(machine), rows, List.of()));
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 0", "0.5, 0.9, Infinity", "0.5, 2, 1.41421", "2, 0.5, Infinity"})
  void breakEvenLiesBetweenTheBatches(double first, double second, double expected) {
    StudyTable table = table(first, second);
    Comparison comparison = Comparison.threads(table).get(0);
    assertEquals(expected, comparison.breakEven(table, 8), 1e-5);
    assertEquals(first, comparison.ratio(table, comparison.point(table, 8, 1)));
  }
}
