package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.strict.Shipped;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * One method of the strict tests.
 *
 * @param name its class and method
 * @param kernels the kernels that it runs
 * @param nanos how long it took
 */
record StrictTest(String name, Method method, Set<String> kernels, long nanos) {
  /** All classes of tests that run kernels. */
  static final List<String> CLASSES =
      List.of(
          "ElementwiseTest",
          "FastTest",
          "LimitTest",
          "ProductTest",
          "ReadoutTest",
          "SensitivityTest",
          "SequenceTest",
          "TraceTest");

  /**
   * The tests of some classes that run each kernel, shortest first. Each runs once, unchanged.
   *
   * @throws IllegalStateException if a test fails
   */
  static Map<String, List<StrictTest>> byKernel(List<String> classes) {
    List<StrictTest> tests = new ArrayList<>();
    for (String name : classes) {
      for (Method method : testClass(name).getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          tests.add(observed(method));
        }
      }
    }
    tests.sort(Comparator.comparingLong(StrictTest::nanos).thenComparing(StrictTest::name));
    Map<String, List<StrictTest>> byKernel = new TreeMap<>();
    for (StrictTest test : tests) {
      for (String kernel : test.kernels) {
        byKernel.computeIfAbsent(kernel, none -> new ArrayList<>()).add(test);
      }
    }
    return byKernel;
  }

  private static Class<?> testClass(String name) {
    try {
      return Class.forName(Shipped.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StrictTest observed(Method method) {
    String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    StrictTest unobserved = new StrictTest(name, method, Set.of(), 0);
    long start = System.nanoTime();
    Set<String> kernels =
        Shipped.used(
            () -> {
              Throwable failure = unobserved.failure();
              if (failure != null) {
                throw new IllegalStateException(name + " fails without a mutant", failure);
              }
            });
    return new StrictTest(name, method, kernels, System.nanoTime() - start);
  }

  /** Runs it: what it failed with, or null. */
  Throwable failure() {
    try {
      Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      method.setAccessible(true);
      method.invoke(constructor.newInstance());
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
