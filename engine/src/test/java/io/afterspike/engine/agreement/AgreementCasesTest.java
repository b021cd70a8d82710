package io.afterspike.engine.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.OptimizerSpec;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AgreementCasesTest {
  /** What an engine is asked about, rather than computes. */
  private static final Set<String> NO_OPERATIONS =
      Set.of("name", "description", "allocate", "free", "length", "close");

  @Test
  void everyOperationOfTheEngineHasCases() {
    Set<String> methods = new TreeSet<>();
    for (Method method : Engine.class.getDeclaredMethods()) {
      // A default that returns nothing is an operation composed of others.
      boolean operation =
          Modifier.isAbstract(method.getModifiers()) || method.getReturnType() == void.class;
      if (operation && !NO_OPERATIONS.contains(method.getName())) {
        methods.add(method.getName());
      }
    }
    Set<String> cases =
        OperationCase.cases(1, 1).stream()
            .map(OperationCase::group)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(methods, cases);
    Arrays.stream(Operation.values()).forEach(o -> assertEquals(o, Operation.named(o.label())));
  }

  @Test
  void sizesMeetAllStyles() {
    Set<String> pairs = new HashSet<>();
    for (OperationCase each : OperationCase.cases(1, 96)) {
      pairs.add(each.operation() + " " + each.shape() + " " + each.style());
    }
    assertEquals(96 * Operation.values().length, pairs.size());
  }

  @Test
  void everyRuleModeAndFormHasCases() {
    List<TrainingCase> cases = TrainingCase.cases(1, 24);
    Set<String> groups = cases.stream().map(TrainingCase::group).collect(Collectors.toSet());
    assertEquals(cases.size(), 24 * groups.size());
    Set<LearningRule> rules = EnumSet.noneOf(LearningRule.class);
    cases.forEach(each -> rules.add(each.spec().rule()));
    assertEquals(EnumSet.allOf(LearningRule.class), rules);
    for (String group :
        List.of(
            "bptt offline",
            "rtrl every:4",
            "ostl online published",
            "otpe every:4 history",
            "f-otpe online matrix",
            "f-approx-otpe offline traced-bias")) {
      assertTrue(groups.contains(group), group + " is missing in " + groups);
    }
  }

  @Test
  void twentyFourCasesOfAGroupVaryEverything() {
    List<TrainingCase> cases =
        TrainingCase.cases(1, 24).stream()
            .filter(each -> each.group().equals("otpe online matrix"))
            .toList();
    Set<String> kinds = new HashSet<>();
    for (TrainingCase each : cases) {
      kinds.add(
          each.spec().layers().size()
              + " "
              + each.spec().batch()
              + " "
              + each.spec().layers().get(0).bias()
              + " "
              + (each.spec().optimizer() instanceof OptimizerSpec.Sgd));
    }
    assertEquals(24, kinds.size());
  }

  @Test
  void theNumbersAreAFunctionOfTheSeed() {
    try (Engine<float[]> engine = Engines.reference()) {
      List<AgreementCase> some =
          List.of(OperationCase.cases(4, 3).get(20), TrainingCase.cases(4, 2).get(9));
      List<AgreementCase> others =
          List.of(OperationCase.cases(5, 3).get(20), TrainingCase.cases(5, 2).get(9));
      for (int k = 0; k < some.size(); k++) {
        String hash = some.get(k).run(engine).hash();
        assertEquals(hash, some.get(k).run(engine).hash());
        assertNotEquals(hash, others.get(k).run(engine).hash());
        assertNotEquals(some.get(k).name(), others.get(k).name());
      }
    }
  }

  @Test
  void trainingsSpikeInEveryLayerWhateverTheSeed() {
    try (Engine<float[]> engine = Engines.reference()) {
      for (long seed : new long[] {Long.MIN_VALUE, -1, 0, 3, 77_777_777_777L}) {
        for (TrainingCase each : TrainingCase.cases(seed, 3)) {
          assertEquals("", each.idle(each.run(engine)), each.name());
        }
      }
      for (TrainingCase each : TrainingCase.wideCases(2).subList(0, 3)) {
        assertEquals("", each.idle(each.run(engine)), each.name());
      }
    }
  }

  @Test
  void aSplitRunIsTheWholeOne() {
    try (Engine<float[]> engine = Engines.reference()) {
      TrainingCase training = TrainingCase.cases(1, 5).get(61);
      String whole = training.run(engine).hash();
      for (int event = 0; event < training.events(); event++) {
        assertEquals(whole, training.runSplit(engine, engine, event).hash(), "event " + event);
      }
    }
  }
}
