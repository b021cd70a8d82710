package io.afterspike.kernels.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compiles the sources again: the same PTX, byte for byte. Needs the compiler, which it fetches if
 * it can; if not it is skipped and says why.
 */
class PtxReproducibleTest {
  private static final Path ROOT = Path.of("..");
  private static NvrtcWheel.Found compiler;

  @BeforeAll
  static void fetch() {
    compiler = NvrtcWheel.in(ROOT.resolve(PtxBuild.COMPILER).toAbsolutePath().normalize());
    if (!compiler.isHere()) {
      System.out.println("PTX was not compared with its sources: " + compiler.reason());
    }
    assumeTrue(compiler.isHere(), compiler.reason());
  }

  @Test
  void theSourcesGiveTheSamePtxAgain() throws IOException {
    Path resources = ROOT.resolve(PtxBuild.RESOURCES);
    Map<String, String> made = PtxBuild.make(PtxBuild.sources(resources), compiler.folder());
    assertTrue(made.size() > 90, "files were made");
    for (Map.Entry<String, String> file : made.entrySet()) {
      assertEquals(
          Files.readString(resources.resolve(file.getKey())),
          file.getValue(),
          file.getKey() + "; run src-cuda/build-ptx");
    }
  }

  @Test
  void anErrorInASourceIsShownWithItsLine() {
    try (Nvrtc nvrtc = new Nvrtc(compiler.folder())) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> nvrtc.compile("wrong.cu", "\n__global__ void f() { y = 1; }\n", "compute_80"));
      assertTrue(refusal.getMessage().contains("wrong.cu(2)"), refusal.getMessage());
    }
  }
}
