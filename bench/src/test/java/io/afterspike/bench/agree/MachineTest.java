package io.afterspike.bench.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.agreement.AgreementReport;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MachineTest {
  private static final Plan SMALL = new Plan("reference", "simd:2", 3, 2, 0, false, false, 0);

  @Test
  void anotherJavaMachineReportsWhatThisOneDoes() {
    List<String> flags = List.of("-Dafterspike.vectorBits=128", "-XX:TieredStopAtLevel=1");
    AgreementReport there = new Machine("narrow", flags, SMALL).run();
    assertEquals(List.of(), there.problems());
    assertTrue(there.passed());
    assertEquals(List.of("simd:2, narrow"), there.subjects());

    AgreementReport here = SMALL.run("", () -> {});
    assertEquals(here.total().elements(), there.total().elements());
    int cases = here.cases();
    here.merge(there);
    assertTrue(here.passed(), here.problems().toString());
    assertEquals(cases, here.cases(), "the same cases, and the same was expected of them");
  }

  @Test
  void aMachineThatFailsIsAProblem() {
    AgreementReport wrongWidth =
        new Machine("odd", List.of("-Dafterspike.vectorBits=100"), SMALL).run();
    assertFalse(wrongWidth.passed());
    String problem = wrongWidth.problems().get(0);
    assertTrue(problem.startsWith("odd: Java ended with exit code 1"), problem);
    assertTrue(problem.contains("expected 128, 256, 512"), problem);

    AgreementReport wrongFlag = new Machine("no", List.of("-XX:+NoSuchFlag"), SMALL).run();
    assertTrue(wrongFlag.problems().get(0).contains("NoSuchFlag"), wrongFlag.problems().toString());
  }

  @Test
  void everyWidthRunsUnderEveryCompiler() {
    List<Machine> machines = Machine.all(SMALL, false);
    assertEquals(9, machines.size());
    assertEquals(9, machines.stream().map(Machine::flags).collect(Collectors.toSet()).size());
    assertEquals(9, machines.stream().map(Machine::name).collect(Collectors.toSet()).size());
    for (Machine machine : machines) {
      boolean c2 = machine.name().endsWith("C2");
      assertEquals(c2 ? 20_000 : 0, machine.plan().calls(), machine.name());
    }
    assertEquals(3, Machine.all(SMALL, true).size());
  }

  @Test
  void aPlanSurvivesTheCommandLine() {
    Plan plan = new Plan("reference", "simd", -7, 5, 6, true, false, 8);
    assertEquals(plan, Plan.of(plan.arguments()));
  }

  @Test
  void enginesHaveNumbersOfThreads() {
    assertEquals(List.of("simd:1", "simd:2", "simd:3", "simd:8"), Plan.variants("simd"));
    assertEquals(List.of("simd:5"), Plan.variants("simd:5"));
    assertEquals(List.of("reference"), Plan.variants("reference"));
    try (var engine = Plan.engine("simd:5")) {
      assertTrue(engine.description().contains("5 threads"), engine.description());
    }
    assertThrows(IllegalArgumentException.class, () -> Plan.engine("simd:x"));
    assertThrows(IllegalArgumentException.class, () -> Plan.engine("simd:-1"));
    assertThrows(IllegalArgumentException.class, () -> Plan.engine("sind"));
  }
}
