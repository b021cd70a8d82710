package io.afterspike.engine.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.SimdEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementReportTest {
  private static final OperationCase CASE =
      new OperationCase(Operation.LIF_STEP, new LayerShape(2, 3, 37), Style.DYADIC, 5);

  private static Results right() {
    try (Engine<float[]> reference = Engines.reference()) {
      return CASE.run(reference);
    }
  }

  private static Results wrong(float change) {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    right().arrays().forEach((name, values) -> arrays.put(name, values.clone()));
    arrays.get("potential")[7] += change;
    return new Results(arrays, right().telling());
  }

  @Test
  void enginesThatAgreePass() {
    AgreementReport report = new AgreementReport();
    int[] progress = {0};
    try (Engine<float[]> reference = Engines.reference();
        Engine<float[]> one = new SimdEngine(1);
        Engine<float[]> three = new SimdEngine(3)) {
      Map<String, Engine<?>> subjects = new LinkedHashMap<>();
      subjects.put("one", one);
      subjects.put("three", three);
      report.compare(List.of(CASE), reference, subjects, () -> progress[0]++);
    }
    assertTrue(report.passed());
    assertEquals(1, progress[0]);
    assertEquals(1, report.cases());
    assertEquals(List.of("lifStep"), report.groups());
    assertEquals(List.of("one", "three"), report.subjects());
    assertEquals(2 * right().elements(), report.total().elements());
  }

  @Test
  void oneBitFails() {
    AgreementReport report = new AgreementReport();
    report.expect(CASE, right());
    report.add("subject", CASE, right(), wrong(1f / 64));
    assertFalse(report.passed());
    assertEquals(1, report.total().differing());
    String first = report.rows().get(0).difference().first();
    assertTrue(first.startsWith(CASE.name() + ", potential[7]: expected 0x"), first);
  }

  @Test
  void nothingComparedIsNoPass() {
    assertFalse(new AgreementReport().passed());
  }

  @Test
  void resultsThatShowNothingAreAProblem() {
    AgreementReport report = new AgreementReport();
    Results nothing = new Results(Map.of("gradient", new float[1000]), 0);
    report.add("subject", CASE, nothing, nothing);
    assertFalse(report.passed());
    assertEquals(1, report.problems().size());
    assertTrue(report.problems().get(0).contains("proves nothing"), report.problems().get(0));
  }

  @Test
  void aTrainingWithoutSpikesIsAProblem() {
    TrainingCase training = TrainingCase.cases(1, 1).get(0);
    Map<String, float[]> silent = new LinkedHashMap<>();
    try (Engine<float[]> reference = Engines.reference()) {
      training
          .run(reference)
          .arrays()
          .forEach(
              (name, values) ->
                  silent.put(name, name.startsWith("spikes") ? new float[values.length] : values));
    }
    AgreementReport report = new AgreementReport();
    report.expect(training, new Results(silent, 1));
    assertEquals(1, report.problems().size());
    assertTrue(report.problems().get(0).contains("never fires"), report.problems().get(0));
  }

  @Test
  void linesBringEverythingToAnotherMachine() {
    AgreementReport report = new AgreementReport();
    report.expect(CASE, right());
    report.add("subject", CASE, right(), wrong(1f / 64));
    report.add("other", CASE, right(), right());
    report.problem("a problem");
    AgreementReport read = AgreementReport.parse(report.lines());
    assertEquals(report.lines(), read.lines());
    assertEquals(report.rows(), read.rows());
    assertEquals(report.problems(), read.problems());

    read.merge(AgreementReport.parse(report.lines()));
    assertEquals(2 * report.total().elements(), read.total().elements());
    assertEquals(2 * report.total().differing(), read.total().differing());
    assertEquals(1, read.cases());
  }

  @Test
  void aReferenceThatDiffersBetweenMachinesIsAProblem() {
    AgreementReport here = new AgreementReport();
    here.expect(CASE, right());
    AgreementReport there = new AgreementReport();
    there.expect(CASE, wrong(1f / 64));
    here.merge(there);
    assertEquals(1, here.problems().size());
    assertTrue(here.problems().get(0).contains("another Java machine"));
  }

  @Test
  void otherLinesAreRefused() {
    for (String line : List.of("", "row", "row\ta\tb\tx\t1\t1\t0\t0\t", "hello\tworld")) {
      assertThrows(IllegalArgumentException.class, () -> AgreementReport.parse(List.of(line)));
    }
  }
}
