package io.afterspike.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridRuleTest {
  private static final Map<String, Long> SIZES =
      Map.of("batch", 3L, "pre", 65L, "post", 32L, "count", 257L, "below", 0L);

  private static long[] blocks(String text) {
    return GridRule.blocks(text, SIZES::get);
  }

  @Test
  void rulesAreReadAsTheyAreWritten() {
    assertArrayEquals(new long[] {2, 1, 1}, blocks("ceil(count / 256)"));
    assertArrayEquals(new long[] {1, 7, 1}, blocks("ceil(post / 32), ceil(batch * pre / 32)"));
    assertArrayEquals(
        new long[] {9, 24, 5},
        blocks("ceil((below + pre * post + post) / 256), batch * ceil(post / 4), 2 + batch"));
    assertArrayEquals(new long[] {0, 1, 1}, blocks("below"));
  }

  @Test
  void whatIsNoRuleIsRefused() {
    for (String text :
        new String[] {"", "ceil(post)", "post /", "(post", "1, 1, 1, 1", "post -1"}) {
      assertThrows(IllegalArgumentException.class, () -> blocks(text), text);
    }
  }

  /** Every kernel of the library has a rule over whole numbers among its own arguments. */
  @Test
  void theLibrarysRulesAreUnderstood() {
    for (KernelSignature kernel : PtxLibrary.kernels().values()) {
      long[] blocks =
          GridRule.blocks(
              kernel.grid(),
              name -> {
                boolean known =
                    kernel.arguments().stream()
                        .anyMatch(a -> a.name().equals(name) && !a.isPointer());
                assertTrue(known, kernel.name() + " has no argument " + name);
                return 100;
              });
      assertTrue(blocks[0] > 0 && blocks[1] > 0 && blocks[2] > 0, kernel.name());
    }
  }
}
