package io.afterspike.bench.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fitted exponents, the formulas, and what the report shows of them. */
class ScalingReportTest {
  private static final StepWork BASE =
      StepWork.OF_RECORD.withSizes(List.of(256, 256, 256, 20)).withBatch(32);

  private static StepSubject side(LearningRule rule, UpdateMode mode, TraceForm form) {
    return new StepSubject(rule, mode, form, 1);
  }

  private static double exponent(Variable variable, StepSubject side) {
    List<Integer> values = variable.values(false);
    double[] x = values.stream().mapToDouble(v -> v).toArray();
    double[] y =
        values.stream().mapToDouble(v -> ScalingModel.flops(side, variable.of(BASE, v))).toArray();
    return PowerFit.lastExponent(x, y);
  }

  @Test
  void powersAreFound() {
    double[] x = {1, 2, 4, 8};
    assertEquals(2, PowerFit.exponent(x, new double[] {3, 12, 48, 192}), 1e-12);
    assertEquals(0, PowerFit.exponent(x, new double[] {5, 5, 5, 5}), 1e-12);
    assertEquals(1, PowerFit.lastExponent(x, new double[] {9, 9, 4, 8}), 1e-12);
    assertTrue(Double.isNaN(PowerFit.exponent(x, new double[] {1, 0, 0, 0})));
    assertTrue(Double.isNaN(PowerFit.exponent(new double[] {2, 2}, new double[] {1, 3})));
    assertThrows(IllegalArgumentException.class, () -> PowerFit.exponent(x, new double[] {1, 2}));
  }

  /**
   * The history form grows with T², the matrix form with T; both with n and B as the table says.
   */
  @Test
  void theFormulasGrowAsTheCostTableSays() {
    StepSubject history = side(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY);
    StepSubject matrix = side(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.MATRIX);
    StepSubject bptt = side(LearningRule.BPTT, UpdateMode.OFFLINE, TraceForm.AUTO);
    assertEquals(1, exponent(Variable.STEPS, matrix), 1e-9);
    assertTrue(exponent(Variable.STEPS, history) > 1.7);
    assertEquals(2, exponent(Variable.NEURONS, matrix), 0.1);
    assertEquals(1, exponent(Variable.BATCH, history), 0.05);
    assertEquals(1, exponent(Variable.STEPS, bptt), 0.05);
    assertTrue(ScalingModel.bytes(matrix, BASE) > 3 * ScalingModel.bytes(bptt, BASE.withSteps(2)));
  }

  @Test
  void theReportFitsWhatWasMeasured() {
    StepSubject side = side(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO);
    List<ScalingPoint> points = new ArrayList<>();
    for (int batch : new int[] {1, 4, 16}) {
      points.add(new ScalingPoint(side, Variable.BATCH, batch, 2.0 * batch, 1e6, 9e7, batch, 2e6));
    }
    ScalingReport report = new ScalingReport("here", "base", points);
    assertEquals(
        List.of(
            "B", "ottt", "1.00", "1.00", "1.00", "1.00", "0.00", "0.00", "1.00", "2.00", "90.0"),
        report.table().rows().get(0));
    assertTrue(report.picture(Variable.BATCH).svg().contains("ottt"));
    assertTrue(report.page().html().contains("Against B"));
    assertTrue(report.json().contains("\"value\":16"));
  }
}
