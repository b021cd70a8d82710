package io.afterspike.bench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timing engine changes no bit, hands every operation on, and counts what it has to do. */
class TimedEngineTest {
  private static final StepWork WORK =
      new StepWork(List.of(20, 16, 12, 4), 3, 6, InputKind.SPIKES, 0.2, 0.15, 5);

  static Stream<StepSubject> subjects() {
    List<StepSubject> subjects =
        new ArrayList<>(
            StepSubject.all(
                Arrays.stream(LearningRule.values()).filter(r -> r != LearningRule.RTRL).toList(),
                List.of(UpdateMode.ONLINE, UpdateMode.OFFLINE),
                List.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED),
                List.of(1)));
    subjects.add(new StepSubject(LearningRule.RTRL, UpdateMode.ONLINE, TraceForm.AUTO, 1));
    return subjects.stream();
  }

  private static float[] trained(Engine<?> engine, StepSubject subject, StepData data) {
    try (StepRunner runner = new StepRunner(engine, subject, data, 0.01)) {
      Network network = runner.network();
      runner.sequence();
      runner.sequence();
      float[] parameters = new float[network.parameters()];
      network.readParameters(parameters);
      float[] gradient = new float[parameters.length];
      network.readGradient(gradient);
      float[] both = Arrays.copyOf(parameters, 2 * parameters.length + 1);
      System.arraycopy(gradient, 0, both, parameters.length, gradient.length);
      both[2 * parameters.length] = (float) network.sequenceLoss();
      return both;
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void equalBits(StepSubject subject) {
    StepData data;
    try (Engine<?> engine = Engines.reference()) {
      data = StepData.make(WORK, engine);
    }
    float[] plain = trained(Engines.simd(), subject, data);
    OperationTally tally = new OperationTally();
    float[] timed = trained(new TimedEngine<>(Engines.simd(), tally), subject, data);
    assertArrayEquals(bits(plain), bits(timed));
    assertTrue(tally.rows().size() > 5, subject.toString());
    assertTrue(tally.rows().stream().anyMatch(row -> row.operation().equals("forward")));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int k = 0; k < bits.length; k++) {
      bits[k] = Float.floatToRawIntBits(values[k]);
    }
    return bits;
  }

  /** A new operation with a default would otherwise be composed of others instead of handed on. */
  @Test
  void everyOperationIsHandedOn() throws NoSuchMethodException {
    for (Method method : Engine.class.getMethods()) {
      Method own = TimedEngine.class.getMethod(method.getName(), method.getParameterTypes());
      assertEquals(TimedEngine.class, own.getDeclaringClass(), method.toString());
    }
  }

  @Test
  void countsCallsAndWork() {
    OperationTally tally = new OperationTally();
    try (TimedEngine<float[]> engine = new TimedEngine<>(Engines.reference(), tally)) {
      LayerShape shape = new LayerShape(2, 3, 4);
      float[] input = {1, 0, 2, 0, 0, 1};
      float[] gradient = engine.allocate(12);
      float[] factor = {1, 2, 3, 4, 5, 6, 7, 8};
      engine.outerProduct(shape, input, factor, gradient);
      engine.outerProduct(shape, new float[6], factor, gradient);
      assertEquals(48, engine.allocatedBytes());
      engine.free(gradient);
      assertEquals(0, engine.allocatedBytes());
    }
    assertEquals(1, tally.rows().size());
    OperationTally.Row row = tally.rows().get(0);
    assertEquals("outerProduct", row.operation());
    assertEquals("3x4", row.operands());
    assertEquals(2, row.calls());
    assertTrue(row.nanos() > 0);
    // Three inputs of the first call are not 0, none of the second: 2·3·4 operations, averaged.
    assertEquals(new WorkCount(12, 4 * (6 + 8), 4 * 12), row.work());
    tally.clear();
    assertEquals(List.of(), tally.rows());
  }

  @Test
  void rowsOfOneOperationAreMerged() {
    List<OperationTally.Row> rows =
        List.of(
            new OperationTally.Row("project", "3x4", 1, 100, new WorkCount(10, 20, 30)),
            new OperationTally.Row("current", "3x4", 1, 350, WorkCount.NONE),
            new OperationTally.Row("project", "4x5", 3, 300, new WorkCount(50, 60, 70)));
    assertEquals(
        List.of(
            new OperationTally.Row("project", "", 4, 400, new WorkCount(40, 50, 60)), rows.get(1)),
        StepReport.merged(rows));
  }
}
