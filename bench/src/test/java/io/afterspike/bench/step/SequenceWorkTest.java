package io.afterspike.bench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counted work beside what the reference's operations really do. */
class SequenceWorkTest {
  private static final StepWork WORK =
      new StepWork(List.of(40, 32, 24, 6), 6, 12, InputKind.SPIKES, 0.2, 0.15, 5);

  static Stream<StepSubject> subjects() {
    return StepSubject.all(
        Arrays.stream(LearningRule.values()).filter(r -> r != LearningRule.RTRL).toList(),
        List.of(UpdateMode.ONLINE, UpdateMode.OFFLINE),
        List.of(TraceForm.MATRIX, TraceForm.HISTORY),
        List.of(1))
        .stream();
  }

  private static StepData data() {
    try (Engine<?> engine = Engines.reference()) {
      return StepData.make(WORK, engine);
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void operationsAreThoseOfTheReference(StepSubject subject) {
    StepData data = data();
    OperationTally tally = new OperationTally();
    try (StepRunner runner =
        new StepRunner(new TimedEngine<>(Engines.reference(), tally), subject, data, 0)) {
      tally.clear();
      runner.sequence();
    }
    double found = 0;
    for (OperationTally.Row row : tally.rows()) {
      found += row.calls() * row.work().flops();
    }
    SequenceWork work = SequenceWork.of(subject, data);
    assertEquals(1, work.flops() / found, 0.1, subject.toString());
    assertTrue(work.bytes() > 0);
    assertEquals(work.flops(), work.leastSeconds(part -> part.flops()), 1e-9 * work.flops());
  }

  @Test
  void whatIsNotCountedIsRefused() {
    StepData data = data();
    StepSubject rtrl = new StepSubject(LearningRule.RTRL, UpdateMode.ONLINE, TraceForm.AUTO, 1);
    assertThrows(IllegalArgumentException.class, () -> SequenceWork.of(rtrl, data));
    StepSubject published =
        new StepSubject(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.PUBLISHED, 1);
    assertThrows(IllegalArgumentException.class, () -> SequenceWork.of(published, data));
  }
}
