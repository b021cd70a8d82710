package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.emulator.PtxMutation;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what became of the mutants. */
final class Score {
  private static final String[] COLUMNS = {
    "mutants", "compared", "detected", "endless", "refused", "equivalent", "survived", "score"
  };

  private final Map<PtxMutation.Kind, EnumMap<Verdict, Integer>> byKind =
      new EnumMap<>(PtxMutation.Kind.class);
  private final Map<String, EnumMap<Verdict, Integer>> byKernel = new TreeMap<>();
  private final EnumMap<Verdict, Integer> all = new EnumMap<>(Verdict.class);

  synchronized void add(Mutant mutant, Verdict verdict) {
    count(
        byKind.computeIfAbsent(mutant.mutation().kind(), kind -> new EnumMap<>(Verdict.class)),
        verdict);
    count(
        byKernel.computeIfAbsent(
            mutant.mutation().kernel(), kernel -> new EnumMap<>(Verdict.class)),
        verdict);
    count(all, verdict);
  }

  private static void count(EnumMap<Verdict, Integer> counts, Verdict verdict) {
    counts.merge(verdict, 1, Integer::sum);
  }

  private static int of(EnumMap<Verdict, Integer> counts, Verdict verdict) {
    return counts.getOrDefault(verdict, 0);
  }

  private static int killed(EnumMap<Verdict, Integer> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().killed())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static double share(EnumMap<Verdict, Integer> counts) {
    int killed = killed(counts);
    int judged = killed + of(counts, Verdict.SURVIVED);
    return judged == 0 ? 1 : killed / (double) judged;
  }

  synchronized int mutants() {
    return all.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int survivors() {
    return of(all, Verdict.SURVIVED);
  }

  /** The share of the mutants that are not equivalent, by number. */
  synchronized double share() {
    return share(all);
  }

  /** Two tables and a line. */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    text.append(row("kind", COLUMNS));
    byKind.forEach((kind, counts) -> text.append(row(kind.toString(), counts)));
    text.append('\n');
    text.append(row("kernel", COLUMNS));
    byKernel.forEach((kernel, counts) -> text.append(row(kernel, counts)));
    return text.append('\n')
        .append(
            String.format(
                Locale.ROOT,
                "%,d mutants: %,d killed, %,d survived, %,d equivalent; score %.2f %%%n",
                mutants(),
                killed(all),
                of(all, Verdict.SURVIVED),
                of(all, Verdict.EQUIVALENT),
                100 * share(all)))
        .toString();
  }

  private static String row(String name, EnumMap<Verdict, Integer> counts) {
    return row(
        name,
        String.valueOf(counts.values().stream().mapToInt(Integer::intValue).sum()),
        String.valueOf(of(counts, Verdict.COMPARED)),
        String.valueOf(of(counts, Verdict.DETECTED)),
        String.valueOf(of(counts, Verdict.ENDLESS)),
        String.valueOf(of(counts, Verdict.REFUSED)),
        String.valueOf(of(counts, Verdict.EQUIVALENT)),
        String.valueOf(of(counts, Verdict.SURVIVED)),
        String.format(Locale.ROOT, "%.1f %%", 100 * share(counts)));
  }

  private static String row(String name, String... columns) {
    StringBuilder text = new StringBuilder(String.format("%-34s", name));
    for (String column : columns) {
      text.append(String.format("%11s", column));
    }
    return text.append('\n').toString();
  }
}
