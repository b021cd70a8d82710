package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Prints the mutation score of the shipped PTX under the strict tests. */
final class Mutate {
  private static final String USAGE =
      """
      usage: kernels-cuda/mutate [--each N] [--seed S] [--kernel NAME] [--target compute_90]
                                 [--minutes M] [--threads N]
        --each N       one of N mutants, drawn at random (1: all)
        --seed S       of that draw, and of the order (1)
        --kernel NAME  only kernels whose name contains this
        --target T     whose PTX has the faults (compute_90)
        --minutes M    ends after so long; the score is then that of the mutants up to there
        --threads N    at once (all processors)
      """;

  private Mutate() {}

  /** Ends with status 1 if the score is below 95 %. */
  public static void main(String[] arguments) throws InterruptedException {
    int each = 1;
    long seed = 1;
    String kernel = "";
    String target = "compute_90";
    long minutes = 24 * 60;
    int threads = Runtime.getRuntime().availableProcessors();
    if (arguments.length % 2 != 0) {
      System.err.print(USAGE);
      System.exit(2);
    }
    for (int i = 0; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--each" -> each = Integer.parseInt(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--kernel" -> kernel = value;
        case "--target" -> target = value;
        case "--minutes" -> minutes = Long.parseLong(value);
        case "--threads" -> threads = Integer.parseInt(value);
        default -> {
          System.err.print(USAGE);
          System.exit(2);
        }
      }
    }
    List<Mutant> all = Mutant.all(target);
    Equivalents equivalents = Equivalents.read();
    Score score =
        score(drawn(all, kernel, each, seed), equivalents, threads, Duration.ofMinutes(minutes));
    System.out.printf("%n%s", score);
    System.exit(score.share() < 0.95 ? 1 : 0);
  }

  /** Some mutants in an order that has nothing to do with where they are. */
  static List<Mutant> drawn(List<Mutant> all, String kernel, int each, long seed) {
    List<Mutant> mutants = new ArrayList<>(all);
    mutants.removeIf(mutant -> !mutant.mutation().kernel().contains(kernel));
    Collections.shuffle(mutants, new Random(seed));
    return mutants.subList(0, (mutants.size() + each - 1) / each);
  }

  /** Runs the tests against each of some mutants. */
  static Score score(List<Mutant> mutants, Equivalents equivalents, int threads, Duration limit)
      throws InterruptedException {
    Map<String, List<StrictTest>> tests = StrictTest.byKernel(StrictTest.CLASSES);
    for (String kernel : PtxLibrary.kernels().keySet()) {
      if (!tests.containsKey(kernel)) {
        throw new IllegalStateException("no strict test runs " + kernel);
      }
    }
    Score score = new Score();
    long start = System.nanoTime();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Mutant mutant : mutants) {
        executor.execute(
            () -> {
              if (System.nanoTime() - start > limit.toNanos()) {
                return;
              }
              Verdict verdict = mutant.run(tests.get(mutant.mutation().kernel()));
              if (verdict == Verdict.SURVIVED && equivalents.contains(mutant)) {
                verdict = Verdict.EQUIVALENT;
              }
              score.add(mutant, verdict);
              if (verdict == Verdict.SURVIVED) {
                System.out.println("survived: " + mutant);
              }
            });
      }
      executor.shutdown();
      while (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        System.err.printf(
            Locale.ROOT,
            "%5d s: %,d of %,d mutants, %,d survived%n",
            (System.nanoTime() - start) / 1_000_000_000,
            score.mutants(),
            mutants.size(),
            score.survivors());
      }
    }
    return score;
  }
}
