package io.afterspike.kernels.cuda.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.emulator.PtxMutation;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MutateTest {
  private static final List<Mutant> ALL = Mutant.all("compute_90");

  private static List<Mutant> of(String kernel, PtxMutation.Kind kind) {
    return ALL.stream()
        .filter(mutant -> mutant.mutation().kernel().equals(kernel))
        .filter(mutant -> mutant.mutation().kind() == kind)
        .toList();
  }

  @Test
  void theStrictTestsKillTheMutantsOfAKernel() {
    Map<String, List<StrictTest>> tests = StrictTest.byKernel(List.of("ElementwiseTest"));
    Score score = new Score();
    for (PtxMutation.Kind kind : List.of(PtxMutation.Kind.FMA_SPLIT, PtxMutation.Kind.COMPARISON)) {
      for (Mutant mutant : of("lif_step_f32", kind)) {
        score.add(mutant, mutant.run(tests.get("lif_step_f32")));
      }
    }
    assertTrue(score.mutants() >= 5, "mutants of lif_step_f32");
    assertEquals(1, score.share(), score.toString());
  }

  @Test
  void everyKernelHasMutants() {
    TreeSet<String> mutated = new TreeSet<>();
    ALL.forEach(mutant -> mutated.add(mutant.mutation().kernel()));
    assertEquals(new TreeSet<>(PtxLibrary.kernels().keySet()), mutated);
  }

  @Test
  void whatNoTestNoticesSurvives() {
    Mutant mutant = of("lif_step_f32", PtxMutation.Kind.FMA_SPLIT).get(0);
    assertEquals(Verdict.SURVIVED, mutant.run(List.of()));
  }

  @Test
  void equivalentMutantsAreOfTheShippedText() {
    Equivalents equivalents = Equivalents.read();
    long known = ALL.stream().filter(equivalents::contains).count();
    assertTrue(known > 0, "mutants in equivalent.tsv");
    Mutant listed = ALL.stream().filter(equivalents::contains).findFirst().orElseThrow();
    Mutant other = new Mutant(listed.module(), "compute_80", listed.mutation());
    assertFalse(equivalents.contains(other), "of another text");
  }
}
