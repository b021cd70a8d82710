package io.afterspike.kernels.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The PTX is that of the sources; the sources keep to the rules of the house. */
class PtxSourcesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path RESOURCES = ROOT.resolve(PtxBuild.RESOURCES);
  private static final String REMEDY = "; run src-cuda/build-ptx";

  private static Map<String, String> sources;

  @BeforeAll
  static void read() throws IOException {
    sources = PtxBuild.sources(RESOURCES);
  }

  @Test
  void thePtxWasMadeFromTheseSources() throws IOException {
    assertTrue(sources.size() > 30, "sources were found");
    assertEquals(
        Files.readString(RESOURCES.resolve("SHA256SUMS")),
        PtxBuild.hashes(sources),
        "the sources are not those that the PTX was made from" + REMEDY);
  }

  @Test
  void everySourceHasPtxForEveryTargetAndNothingElseHas() throws IOException {
    TreeSet<String> expected = new TreeSet<>();
    for (String source : sources.keySet()) {
      PtxBuild.TARGETS.forEach(target -> expected.add(target + "/" + source + ".ptx"));
    }
    assertEquals(expected, new TreeSet<>(PtxBuild.madeFiles(RESOURCES)), "made files" + REMEDY);
  }

  @Test
  void theTableOfKernelsIsThatOfTheSources() throws IOException {
    Map<String, String> ptx = new TreeMap<>();
    for (String file : PtxBuild.madeFiles(RESOURCES)) {
      ptx.put(file, Files.readString(RESOURCES.resolve(file)));
    }
    assertEquals(
        Files.readString(RESOURCES.resolve("kernels.tsv")),
        PtxBuild.kernels(sources, ptx),
        "the table of kernels is not that of the sources" + REMEDY);
  }

  @Test
  void everyModuleHasAKernelOfItsNameOrAFamily() {
    Map<String, List<String>> families =
        Map.of(
            "clock_step", List.of("clock_start_f32", "clock_step_f32"),
            "history_factors_step", List.of("ostl_factors_step_f32", "otpe_factors_step_f32"),
            "reverse_sequence", List.of("reverse_sequence_bptt_f32", "reverse_sequence_otpe_f32"));
    for (String module : sources.keySet()) {
      for (String name : families.getOrDefault(module, List.of(module + "_f32"))) {
        assertEquals(module, PtxLibrary.kernel(name).module());
      }
    }
  }

  /** Without includes the compiler needs no files but the source; roundings are named. */
  @Test
  void sourcesIncludeNothingAndNameTheirRoundings() {
    sources.forEach(
        (name, source) -> {
          String code = source.replaceAll("//[^\n]*", "");
          assertFalse(code.contains("#include"), name);
          for (String word : List.of("expf(", "logf(", " fmaf(", "__frcp", "atomic")) {
            assertFalse(code.contains(word), name + " has " + word);
          }
        });
  }

  /** All float arithmetic of the shipped code rounds to nearest, and nothing is approximate. */
  @Test
  void thePtxNamesEveryRounding() throws IOException {
    Pattern arithmetic =
        Pattern.compile("^\\s*(?:@!?%p\\d+ )?((?:add|sub|mul|fma|div|rcp|sqrt|mad)\\S*f32)\\s");
    for (String file : PtxBuild.madeFiles(RESOURCES)) {
      for (String line : Files.readAllLines(RESOURCES.resolve(file))) {
        Matcher matcher = arithmetic.matcher(line);
        if (matcher.find()) {
          assertTrue(
              matcher.group(1).matches("(add|sub|mul|fma|div)\\.rn\\.f32"), file + ": " + line);
        }
        assertFalse(line.contains(".approx") || line.contains(".ftz"), file + ": " + line);
      }
    }
  }

  /** There is no header to share: copies of one function must stay copies. */
  @Test
  void functionsOfTheSameNameAreTheSame() {
    for (String shared :
        List.of(
            "flush", "highest_of", "exponential", "logarithm", "part_of", "finish", "place_of")) {
      Map<String, String> copies = new TreeMap<>();
      sources.forEach(
          (name, source) -> {
            String function = function(shared, source);
            if (function != null) {
              copies.put(name, function);
            }
          });
      assertTrue(copies.size() > 1, shared + " is in " + copies.keySet());
      copies.forEach(
          (name, text) -> assertEquals(copies.values().iterator().next(), text, name + ".cu"));
    }
  }

  /** A function's text from its first line to its closing brace, or null. */
  private static String function(String name, String source) {
    Matcher head =
        Pattern.compile(
                "^static __device__ __forceinline__ [^(\n]*\\b" + name + "\\(.*\n",
                Pattern.MULTILINE)
            .matcher(source);
    if (!head.find()) {
      return null;
    }
    int end = head.group().endsWith("}\n") ? head.end() : source.indexOf("\n}\n", head.end()) + 3;
    return source.substring(head.start(), end);
  }
}
