package io.afterspike.bench.agree;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.SimdEngine;
import io.afterspike.engine.agreement.AgreementCase;
import io.afterspike.engine.agreement.AgreementReport;
import io.afterspike.engine.agreement.Operation;
import io.afterspike.engine.agreement.OperationCase;
import io.afterspike.engine.agreement.TrainingCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is compared on one Java machine.
 *
 * @param reference the engine that is right
 * @param subject the engine that is compared with it: a name, {@code simd} meaning 1, 2, 3 and 8
 *     threads, or {@code simd:N} for N threads
 * @param seed of all cases
 * @param operations cases of each operation
 * @param trainings cases of each rule, mode and form
 * @param wide whether to train networks so wide that threads divide the work
 * @param brief whether to add the few short cases that the interpreter runs
 * @param calls how often to call each operation before, so that it is compiled
 */
public record Plan(
    String reference,
    String subject,
    long seed,
    int operations,
    int trainings,
    boolean wide,
    boolean brief,
    int calls) {
  private static final int[] THREADS = {1, 2, 3, 8};

  /** The same for a machine without compilers: only the short cases. */
  Plan interpreted() {
    return new Plan(reference, subject, seed, 0, 0, false, true, 0);
  }

  /** The same with other numbers of cases, and calls before. */
  Plan with(int operations, int trainings, int calls) {
    return new Plan(reference, subject, seed, operations, trainings, false, false, calls);
  }

  /** All cases, in order. */
  List<AgreementCase> cases() {
    List<AgreementCase> cases = new ArrayList<>();
    if (brief) {
      cases.addAll(briefCases());
    }
    cases.addAll(OperationCase.cases(seed, operations));
    cases.addAll(TrainingCase.cases(seed, trainings));
    if (wide) {
      cases.addAll(TrainingCase.wideCases(seed));
    }
    return cases;
  }

  private List<AgreementCase> briefCases() {
    List<AgreementCase> cases = new ArrayList<>();
    for (OperationCase each : OperationCase.cases(-seed, 7)) {
      // Only one operation is large enough for threads: the others would take minutes.
      if (each.shape().traces() < 2_000 || each.operation() == Operation.LIF_STEP) {
        cases.add(each);
      }
    }
    for (TrainingCase each : TrainingCase.cases(-seed, 1)) {
      cases.add(each.shortened(4));
    }
    return cases;
  }

  /**
   * Runs everything.
   *
   * @param machine the name of this Java machine, added to the subject's; may be empty
   * @param afterEach called after each case
   */
  public AgreementReport run(String machine, Runnable afterEach) {
    AgreementReport report = new AgreementReport();
    Map<String, Engine<?>> subjects = new LinkedHashMap<>();
    try (Engine<?> right = engine(reference)) {
      for (String name : variants(subject)) {
        subjects.put(machine.isEmpty() ? name : name + ", " + machine, engine(name));
      }
      warm(right);
      warm(subjects.values().iterator().next());
      report.compare(cases(), right, subjects, afterEach);
    } finally {
      subjects.values().forEach(Engine::close);
    }
    return report;
  }

  private void warm(Engine<?> engine) {
    if (calls > 0) {
      for (Operation operation : Operation.values()) {
        OperationCase.warming(operation, seed).repeat(engine, calls);
      }
    }
  }

  /** Whether an engine's results could depend on the vector width and the compilers. */
  public boolean usesVectors() {
    return (reference + " " + subject).contains(SimdEngine.NAME);
  }

  /** The engines that a name stands for. */
  public static List<String> variants(String name) {
    List<String> variants = new ArrayList<>();
    if (!name.equals(SimdEngine.NAME)) {
      return List.of(name);
    }
    for (int threads : THREADS) {
      variants.add(name + ":" + threads);
    }
    return variants;
  }

  /**
   * An engine by its name, with the number of threads after a colon if there is one.
   *
   * @throws IllegalArgumentException if there is no such engine
   * @throws io.afterspike.engine.EngineUnavailableException if it cannot run here
   */
  public static Engine<?> engine(String name) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return Engines.named(name);
    }
    try {
      int threads = Integer.parseInt(name.substring(colon + 1));
      return Engines.named(name.substring(0, colon), threads);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "engine: expected a whole number of threads after the colon, found '" + name + "'");
    }
  }

  /** As arguments of another Java machine's main. */
  List<String> arguments() {
    return List.of(
        reference,
        subject,
        String.valueOf(seed),
        String.valueOf(operations),
        String.valueOf(trainings),
        String.valueOf(wide),
        String.valueOf(brief),
        String.valueOf(calls));
  }

  /** Reads {@link #arguments}. */
  static Plan of(List<String> arguments) {
    return new Plan(
        arguments.get(0),
        arguments.get(1),
        Long.parseLong(arguments.get(2)),
        Integer.parseInt(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        Boolean.parseBoolean(arguments.get(5)),
        Boolean.parseBoolean(arguments.get(6)),
        Integer.parseInt(arguments.get(7)));
  }
}
