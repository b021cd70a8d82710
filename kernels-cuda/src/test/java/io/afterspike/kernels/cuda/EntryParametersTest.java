package io.afterspike.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryParametersTest {
  @Test
  void everyFormOfAParameterIsRead() {
    Map<String, EntryParameters> found =
        EntryParameters.of(
            """
            .visible .entry first(
            	.param .u64 first_param_0,
            	.param .u64 .ptr .global .align 4 first_param_1,
            	.param .align 8 .b8 first_param_2[16],
            	.param .f32 first_param_3
            )
            .maxntid 256, 1, 1
            {
            	ret;
            }
            .entry second { ret; }
            """);
    assertEquals(List.of("u64", "u64", "b8[16]", "f32"), found.get("first").types());
    assertEquals(List.of(), found.get("second").types());
    assertEquals(2, found.size());
  }

  /** What the PTX says of every shipped kernel is what the table of kernels says. */
  @Test
  void theLibrarysPtxHasTheParametersOfItsTable() {
    int kernels = 0;
    for (KernelSignature kernel : PtxLibrary.kernels().values()) {
      List<String> expected =
          kernel.arguments().stream()
              .map(a -> a.size() == 8 ? "u64" : a.type().equals("float") ? "f32" : "u32")
              .toList();
      for (String target : PtxLibrary.targets()) {
        EntryParameters found =
            EntryParameters.of(PtxLibrary.text(kernel.module(), target)).get(kernel.name());
        if (found != null) { // some are only for later devices
          assertEquals(expected, found.types(), target + " " + kernel.name());
          kernels++;
        }
      }
    }
    assertTrue(kernels > 60, "only " + kernels);
  }
}
