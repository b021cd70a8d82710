package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmScriptTest {
  private static SlurmScript script(String argument, int perTask, String time) {
    return new SlurmScript(
        "a b", "/opt/afterspike", List.of(argument), 7, perTask, 3, time, "1G", "", "/l/%a.log");
  }

  @Test
  void theScript() {
    assertEquals(
        """
        #!/bin/bash
        # 7 cells, 2 a task. Submit with sbatch; then merge with
        #   /opt/afterspike sweep merge /p/plan.toml
        #SBATCH --job-name=a-b
        #SBATCH --array=0-3%3
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=1
        #SBATCH --mem=1G
        #SBATCH --time=2:00:00
        #SBATCH --output="/l/%a.log"
        # A killed task may run again, and goes on where it was saved.
        #SBATCH --requeue
        #SBATCH --open-mode=append
        # Before the time is over there is a minute to save.
        #SBATCH --signal=B:TERM@60

        exec /opt/afterspike sweep /p/plan.toml --index "$SLURM_ARRAY_TASK_ID" --per-task 2
        """,
        script("/p/plan.toml", 2, "2:00:00").text());
  }

  @Test
  void wordsAreQuotedForTheShell() {
    assertTrue(
        script("/my plans/it's $(x).toml", 1, "")
            .text()
            .contains("sweep '/my plans/it'\\''s $(x).toml' --index"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000b", "\r"})
  void lineBreaksAreRefused(String argument) {
    assertThrows(IllegalArgumentException.class, () -> script(argument, 1, ""));
  }

  @Test
  void wrongNumbersAndTimesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> script("a", 0, ""));
    assertThrows(IllegalArgumentException.class, () -> script("a", 1, "2:00 --exclusive"));
  }
}
