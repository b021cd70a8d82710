package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormCostsTest {
  private static final FormCosts COSTS = new FormCosts(2, 8, 5, 50);

  private static TraceSpec spec(int batch, int pre, int post, int steps, double density) {
    return new TraceSpec(
        new LayerShape(batch, pre, post),
        new LifParameters(0.5f, 1f, 25f),
        LayerRule.OTPE,
        TraceForm.AUTO,
        false,
        steps,
        density);
  }

  @Test
  void countsPastStepsFactorsAndEvents() {
    // Of 9 steps a history holds 5 on average; 3 · 4 factors of 8, each with a tenth of 10 events.
    assertEquals(5 * 12 * (8 + 0.1 * 10 * 2), COSTS.history(spec(3, 10, 4, 9, 0.1)), 1e-9);
    assertEquals(3 * 10 * 4 * 5, COSTS.matrix(spec(3, 10, 4, 9, 0.1)), 1e-9);
  }

  @Test
  void aWindowBoundsTheHistoryOfEndlessStreams() {
    TraceSpec endless = spec(1, 10, 4, 0, 0.1);
    assertEquals(31, endless.window());
    assertEquals(31 * 4 * 10.0, COSTS.history(endless), 1e-9);
    // 100 steps: 1 to 31 held at first, then 31.
    double mean = (31 * 32 / 2.0 + 69 * 31) / 100;
    assertEquals(mean * 4 * 10.0, COSTS.history(spec(1, 10, 4, 100, 0.1)), 1e-9);
  }

  @Test
  void aPastThatNeverFadesIsNoHistoryOfAnEndlessStream() {
    TraceSpec spec =
        new TraceSpec(
            new LayerShape(1, 1, 1),
            new LifParameters(1f, 1f, 25f),
            LayerRule.OSTL,
            TraceForm.AUTO,
            false,
            0,
            0.0);
    assertEquals(TraceForm.MATRIX, spec.chosenForm());
  }

  @Test
  void largeTracesAreFar() {
    assertEquals((1L << 22) * 5.0, COSTS.matrix(spec(16, 512, 512, 9, 0.1)), 1e-3);
    assertEquals((1L << 23) * 50.0, COSTS.matrix(spec(32, 512, 512, 9, 0.1)), 1e-3);
  }

  /** The study's corners: where one form is clearly cheaper it is chosen. */
  @ParameterizedTest
  @CsvSource({
    "128, 700, 512, 50, 0.06, HISTORY",
    "128, 512, 512, 50, 0.10, HISTORY",
    "128, 512, 512, 50, 0.02, HISTORY",
    "128, 512, 512, 1000, 0.10, MATRIX",
    "128, 512, 512, 50, 0.50, MATRIX",
    "1, 512, 512, 1000, 0.10, MATRIX",
    "1, 700, 512, 0, 0.06, MATRIX"
  })
  void choosesByTheDocumentedCosts(
      int batch, int pre, int post, int steps, double density, TraceForm form) {
    TraceSpec fading = spec(batch, pre, post, steps, density);
    TraceSpec published =
        new TraceSpec(
            fading.shape(),
            LifParameters.PUBLISHED,
            fading.rule(),
            fading.form(),
            false,
            steps,
            density);
    assertEquals(form, published.chosenForm());
  }

  @Test
  void refusesWhatIsNoCost() {
    assertThrows(IllegalArgumentException.class, () -> new FormCosts(0, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> spec(1, 1, 1, 1, 1.5));
    assertThrows(IllegalArgumentException.class, () -> spec(1, 1, 1, 1, Double.NaN));
  }

  @Test
  void calibrationMeasuresAllOfThem() {
    try (SimdEngine engine = new SimdEngine(1)) {
      FormCosts here = FormCalibration.measure(engine);
      // Wide enough for any machine; what it must notice is a cost that was not measured at all.
      assertTrue(here.event() < 100 && here.factor() < 1000 && here.far() < 1000, here.toString());
      assertTrue(here.factor() > 1e-4 && here.near() > 1e-4, here.toString());
    }
  }
}
