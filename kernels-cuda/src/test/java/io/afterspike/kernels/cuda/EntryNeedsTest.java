package io.afterspike.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.emulator.EmulatedKernel;
import io.afterspike.kernels.cuda.emulator.EmulatedModule;
import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntryNeedsTest {
  @Test
  void variablesOfTheModuleAndOfTheKernelCountOneBehindTheOther() {
    Map<String, EntryNeeds> found =
        EntryNeeds.of(
            """
            .shared .align 16 .b8 tile[20];
            .visible .entry first(.param .u64 first_param_0)
            .maxntid 128, 1, 1
            {
            	.shared .align 4 .b8 _ZZ5firstE4part[8];
            	.shared .f32 one;
            	st.shared.f32 	[one], %f1;
            	ret;
            }
            .entry second { ret; }
            """);
    assertEquals(new EntryNeeds(128, 16 + 20), found.get("first"));
    assertEquals(new EntryNeeds(1024, 20), found.get("second"));
    assertEquals(2, found.size());
  }

  /** Another reader of PTX, which runs it, finds the same. */
  @Test
  void shippedKernelsNeedWhatTheEmulatorGivesThem() {
    int sharing = 0;
    for (String target : PtxLibrary.targets()) {
      TreeSet<String> modules = new TreeSet<>();
      PtxLibrary.kernels().values().forEach(kernel -> modules.add(kernel.module()));
      for (String module : modules) {
        String ptx = PtxLibrary.text(module, target);
        Map<String, EntryNeeds> found = EntryNeeds.of(ptx);
        for (EmulatedKernel kernel : EmulatedModule.load(ptx).kernels()) {
          EntryNeeds needs = found.get(kernel.name());
          String what = target + " " + kernel.name();
          assertEquals(kernel.sharedBytes(), needs.sharedBytes(), what);
          KernelSignature signature = PtxLibrary.kernels().get(kernel.name());
          if (signature != null) {
            assertEquals(signature.threads(), needs.threads(), what);
          }
          sharing += needs.sharedBytes() > 0 ? 1 : 0;
        }
      }
    }
    assertTrue(sharing > 20, "only " + sharing);
  }
}
