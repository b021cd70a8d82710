package io.afterspike.kernels.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.ptx.KernelSignature.Argument;
import org.junit.jupiter.api.Test;

class PtxLibraryTest {
  @Test
  void devicesGetTheLatestTargetThatIsNotBeyondThem() {
    assertEquals("compute_70", PtxLibrary.target(7, 0));
    assertEquals("compute_70", PtxLibrary.target(7, 5));
    assertEquals("compute_80", PtxLibrary.target(8, 0));
    assertEquals("compute_80", PtxLibrary.target(8, 9));
    assertEquals("compute_90", PtxLibrary.target(9, 0));
    assertEquals("compute_90", PtxLibrary.target(12, 1));
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> PtxLibrary.target(6, 1));
    assertEquals("compute capability: expected at least 7.0, found 6.1", refusal.getMessage());
  }

  @Test
  void everyKernelIsInItsModuleForEveryTarget() {
    assertTrue(PtxLibrary.kernels().size() > 50);
    for (KernelSignature kernel : PtxLibrary.kernels().values()) {
      for (String target : PtxLibrary.targets()) {
        String ptx = PtxLibrary.text(kernel.module(), target);
        assertTrue(ptx.contains(".visible .entry " + kernel.name() + "("), kernel.name());
        assertTrue(ptx.contains(".target sm_" + target.substring(8)), target);
        assertTrue(ptx.contains(".version 8.0\n"), "drivers from 525 on load PTX 8.0");
      }
      assertTrue(PtxLibrary.source(kernel.module()).contains(kernel.name() + "("));
    }
  }

  @Test
  void aSignatureSaysWhatALaunchNeeds() {
    KernelSignature kernel = PtxLibrary.kernel("lif_step_f32");
    assertEquals("lif_step", kernel.module());
    assertEquals(256, kernel.threads());
    assertEquals("ceil(count / 256)", kernel.grid());
    assertEquals(8, kernel.arguments().size());
    Argument leak = kernel.arguments().get(0);
    assertEquals(new Argument("float", "leak"), leak);
    assertEquals(4, leak.size());
    Argument current = kernel.arguments().get(3);
    assertEquals(new Argument("const float*", "current"), current);
    assertTrue(current.isPointer());
    assertEquals(8, kernel.arguments().get(7).size());
  }

  @Test
  void unknownNamesAreRefused() {
    assertEquals(
        "kernel: expected one of the library, found 'lif'",
        assertThrows(IllegalArgumentException.class, () -> PtxLibrary.kernel("lif")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> PtxLibrary.text("lif", 8, 0));
    assertThrows(IllegalArgumentException.class, () -> PtxLibrary.text("lif_step", "compute_75"));
    assertThrows(IllegalArgumentException.class, () -> PtxLibrary.source("../lif_step"));
    assertThrows(
        IllegalArgumentException.class, () -> KernelSignature.parse("a\tb\t256\tceil(n / 2)"));
  }
}
