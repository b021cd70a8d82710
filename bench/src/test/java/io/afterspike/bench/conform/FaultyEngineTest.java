package io.afterspike.bench.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines with one operation slightly wrong: each must fail the vectors. */
class FaultyEngineTest {
  private static final float SLIGHTLY = 1.0005f;

  @ParameterizedTest
  @CsvSource({
    // operation, the number of the argument that it writes
    "current, 4",
    "lifStep, 2",
    "lifStep, 4",
    "leakySumStep, 2",
    "meanSurrogateStep, 2",
    "retention, 2",
    "membraneTraceStep, 4",
    "membraneTraceStep, 5",
    "ostlTraceStep, 3",
    "otpeTraceStep, 4",
    "ostlFactorStep, 1",
    "otpeFactorStep, 3",
    "multiply, 2",
    "scale, 1",
    "matrixGradient, 3",
    "outerProduct, 3",
    "project, 3",
    "crossEntropy, 4",
    "crossEntropy, 5",
    "reversePass, 4",
    "reversePass, 5",
    "sensitivityStep, 7",
    "sensitivityStep, 8",
    "applyAdamax, 3",
    "applyAdamax, 4",
    "applySgd, 2",
  })
  void aSlightlyWrongOperationFails(String operation, int argument) throws IOException {
    ConformReport report = run(operation, argument, SLIGHTLY);
    assertTrue(report.failed() > 0, report.summary());
  }

  /** Adamax's second moment only matters after a large gradient has passed: seen in the parts. */
  @Test
  void aWrongInfinityNormFails() throws IOException {
    assertTrue(run("applyAdamax", 5, SLIGHTLY).failed() > 0);
  }

  @Test
  void theSameDetourWithoutAFaultPasses() throws IOException {
    assertEquals(0, run("current", 4, 1f).failed());
  }

  @Test
  void anEngineThatThrowsFailsAndTheRunGoesOn() throws IOException {
    ConformReport report = run("otpeTraceStep", -1, 1f);
    assertTrue(report.failed() > 0, report.summary());
    assertTrue(report.checked() > 100, report.summary());
    assertEquals(0, report.notChecked(), report.summary());
  }

  private static ConformReport run(String operation, int argument, float factor)
      throws IOException {
    try (Engine<?> engine = faulty(operation, argument, factor)) {
      return Conformance.open(VectorFolders.committed())
          .run(engine, List.of("t7counts", "single", "parts"));
    }
  }

  /** Multiplies what an operation writes by a factor; with argument -1 the operation throws. */
  @SuppressWarnings("unchecked") // the proxy is an Engine of the same buffers
  private static Engine<float[]> faulty(String operation, int argument, float factor) {
    Engine<float[]> engine = Engines.reference();
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          if (argument < 0 && method.getName().equals(operation)) {
            throw new IllegalStateException("out of order");
          }
          try {
            Object result = method.invoke(engine, arguments);
            if (method.getName().equals(operation)) {
              float[] written = (float[]) arguments[argument];
              for (int k = 0; k < written.length; k++) {
                written[k] *= factor;
              }
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Engine<float[]>)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, handler);
  }
}
