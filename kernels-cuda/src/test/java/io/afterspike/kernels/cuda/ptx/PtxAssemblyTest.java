package io.afterspike.kernels.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterspike.kernels.cuda.ptx.Assembler.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every module assembles for every processor, within the limits of {@code limits.tsv}. */
class PtxAssemblyTest {
  private static final List<String> PROCESSORS =
      List.of("sm_70", "sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_90a");

  private record Limit(int registers, int shared) {}

  @BeforeAll
  static void load() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the assembler is there for Linux on x86-64 only");
    Assembler.load(Path.of("target"));
  }

  @Test
  void everyKernelKeepsToItsLimitsOnEveryProcessor() throws IOException {
    Map<String, Limit> limits = limits();
    Map<String, List<Needs>> needs = new TreeMap<>();
    for (String module : modules()) {
      for (String processor : PROCESSORS) {
        int capability = Integer.parseInt(processor.substring(3, 5));
        String ptx = PtxLibrary.text(module, capability / 10, capability % 10);
        for (Needs kernel : Assembler.assemble(module, ptx, processor)) {
          needs.computeIfAbsent(kernel.kernel(), name -> new ArrayList<>()).add(kernel);
        }
      }
    }
    assertEquals(PtxLibrary.kernels().keySet(), needs.keySet());
    System.out.print(table(needs, limits));
    List<String> faults = new ArrayList<>();
    needs.forEach(
        (name, kernels) -> {
          Limit limit = limits.getOrDefault(name, new Limit(0, 0));
          assertEquals(PROCESSORS.size(), kernels.size(), name);
          for (Needs kernel : kernels) {
            if (kernel.spills() > 0
                || kernel.stack() > 0
                || kernel.registers() > limit.registers()
                || kernel.shared() > limit.shared()) {
              faults.add(kernel + " beyond " + limit);
            }
          }
        });
    assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
    assertEquals(needs.keySet(), new TreeSet<>(limits.keySet()), "limits.tsv");
  }

  @Test
  void aModuleWithAnErrorIsRefused() {
    String ptx = PtxLibrary.text("fill", "compute_80").replace("st.global.f32", "st.global.f33");
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Assembler.assemble("fill", ptx, "sm_80"));
    assertTrue(refusal.getMessage().contains("f33"), refusal.getMessage());
  }

  private static TreeSet<String> modules() {
    TreeSet<String> modules = new TreeSet<>();
    PtxLibrary.kernels().values().forEach(kernel -> modules.add(kernel.module()));
    return modules;
  }

  private static Map<String, Limit> limits() throws IOException {
    try (InputStream stream = PtxAssemblyTest.class.getResourceAsStream("limits.tsv")) {
      Map<String, Limit> limits = new TreeMap<>();
      new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .forEach(
              part ->
                  limits.put(
                      part[0], new Limit(Integer.parseInt(part[1]), Integer.parseInt(part[2]))));
      return limits;
    }
  }

  private static String table(Map<String, List<Needs>> needs, Map<String, Limit> limits) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%-34s", "registers"));
    PROCESSORS.forEach(processor -> text.append(String.format("%8s", processor)));
    text.append("   limit  shared bytes  limit  spills\n");
    needs.forEach(
        (name, kernels) -> {
          Limit limit = limits.getOrDefault(name, new Limit(0, 0));
          text.append(String.format("%-34s", name));
          kernels.forEach(kernel -> text.append(String.format("%8d", kernel.registers())));
          text.append(
              String.format(
                  "%8d%14d%7d%8d%n",
                  limit.registers(),
                  kernels.stream().mapToInt(Needs::shared).max().orElse(0),
                  limit.shared(),
                  kernels.stream().mapToInt(Needs::spills).sum()));
        });
    return text.toString();
  }
}
