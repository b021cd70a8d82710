package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The emulator knows every instruction of every kernel that is shipped, for every architecture. */
class ShippedPtxTest {
  private static final String FOLDER = "/io/afterspike/cuda/";

  private static String text(String name) throws IOException {
    try (InputStream in = ShippedPtxTest.class.getResourceAsStream(FOLDER + name)) {
      assertTrue(in != null, name + " is there");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyKernelLoadsAndLeavesNoRoundingToTheAssembler() throws IOException {
    int kernels = 0;
    for (String row : text("kernels.tsv").lines().toList()) {
      if (row.startsWith("#") || row.isBlank()) {
        continue;
      }
      String[] fields = row.split("\t");
      for (String architecture : new String[] {"compute_70", "compute_80", "compute_90"}) {
        EmulatedKernel kernel =
            EmulatedModule.load(text(architecture + "/" + fields[1] + ".ptx")).kernel(fields[0]);
        assertEquals(
            fields[4].split(",").length, kernel.parameterSizes().size(), "parameters of " + row);
        for (String opcode : kernel.unspecified()) {
          assertTrue(opcode.startsWith("mma."), fields[0] + " uses " + opcode);
        }
        kernels++;
      }
    }
    assertTrue(kernels >= 3 * 20, kernels + " kernels");
  }
}
