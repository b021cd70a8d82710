package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about the sources of all modules, read as text. */
class ArchitectureTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> MODULES =
      Set.of("kernels-cpu", "src-cuda", "kernels-cuda", "engine", "bench");
  private static final Set<String> OWN_PROPERTIES =
      Set.of("afterspike.engine", "afterspike.vectorBits", "afterspike.threads");

  /** Comments, and strings without them; group 1 is code that is kept. */
  private static final Pattern COMMENT =
      Pattern.compile("(\"(?:\\\\.|[^\"\\\\\\n])*\")|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  /** The code of all Java files below the modules, by path from the root, without comments. */
  private static Map<String, String> sources(Predicate<String> wanted) {
    Map<String, String> sources = new TreeMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String path = ROOT.relativize(file).toString().replace('\\', '/');
          if (wanted.test(path)) {
            String code = COMMENT.matcher(Files.readString(file)).replaceAll("$1");
            sources.put(path, code);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources;
  }

  private static boolean main(String path) {
    return path.contains("/src/main/");
  }

  private static List<String> containing(String pattern, Map<String, String> sources) {
    Pattern compiled = Pattern.compile(pattern);
    return sources.entrySet().stream()
        .filter(source -> compiled.matcher(source.getValue()).find())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void theSourcesAreFound() {
    Map<String, String> sources = sources(path -> true);
    assertTrue(sources.size() > 100, ROOT + ": " + sources.size() + " sources");
    String kernel = "kernels-cpu/src/main/java/io/afterspike/kernels/cpu/LifKernel.java";
    assertTrue(sources.get(kernel).contains("jdk.incubator.vector"));
    assertTrue(!sources.get(kernel).contains("Equal to {@link"), "comments are not code");
  }

  @Test
  void onlyTheCpuKernelsImportTheVectorApi() {
    Map<String, String> others =
        sources(path -> !path.startsWith("kernels-cpu/src/") && !path.equals(self()));
    assertEquals(List.of(), containing("import\\s+(static\\s+)?jdk\\.incubator", others));
    Map<String, String> kernels = sources(path -> path.startsWith("kernels-cpu/src/main/"));
    List<String> importing = containing("import\\s+(static\\s+)?jdk\\.incubator", kernels);
    assertTrue(importing.size() > 15, importing.toString());
    assertEquals(
        List.of(),
        importing.stream().filter(path -> !path.contains("/kernels/cpu/")).toList(),
        "the reference is plain Java");
  }

  /** The order in which a vector reduction adds is not defined, so neither would be the bits. */
  @Test
  void noVectorIsReduced() {
    Map<String, String> all = sources(path -> !path.equals(self()));
    assertEquals(List.of(), containing("\\breduceLanes", all));
  }

  /** Fused operations round once; what looks like one but may not be is not used. */
  @Test
  void kernelsRoundAsTheySay() {
    Map<String, String> kernels = sources(path -> main(path) && path.startsWith("kernels-cpu/"));
    assertEquals(List.of(), containing("\\bMath\\.(exp|log|pow|sqrt|sin|cos|tanh)\\(", kernels));
    assertEquals(List.of(), containing("\\bVectorOperators\\.(EXP|LOG|POW|TANH)\\b", kernels));
  }

  @Test
  void librariesPrintNothing() {
    Map<String, String> libraries = sources(path -> main(path) && !path.startsWith("bench/"));
    assertEquals(
        List.of(), containing("System\\s*\\.\\s*(out|err)\\b|printStackTrace\\(", libraries));
  }

  @Test
  void onlyTheDocumentedPropertiesAreRead() {
    Map<String, String> main = sources(ArchitectureTest::main);
    Pattern read =
        Pattern.compile(
            "(?:System\\s*\\.\\s*getProperty|Integer\\.getInteger"
                + "|Long\\.getLong|Boolean\\.getBoolean)\\(\\s*([^,)]+)");
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Map.Entry<String, String> source : main.entrySet()) {
      Matcher reads = read.matcher(source.getValue());
      while (reads.find()) {
        found++;
        String name = property(reads.group(1).strip(), main);
        // The command line may ask Java about itself, libraries what machine they are on.
        boolean javas = source.getKey().startsWith("bench/") && !name.startsWith("afterspike");
        boolean machine = name.equals("os.name") || name.equals("os.arch");
        if (!OWN_PROPERTIES.contains(name) && !machine && !javas) {
          wrong.add(source.getKey() + " reads " + name);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(found >= 3, "found only " + found);
    Map<String, String> libraries = sources(path -> main(path) && !path.startsWith("bench/"));
    assertEquals(List.of(), containing("System\\s*\\.\\s*getenv", libraries));
  }

  /** The name that a literal or a constant stands for. */
  private static String property(String argument, Map<String, String> sources) {
    if (argument.startsWith("\"")) {
      return argument.substring(1, argument.length() - 1);
    }
    String constant = argument.substring(argument.lastIndexOf('.') + 1);
    Pattern definition = Pattern.compile("\\b" + constant + "\\s*=\\s*\"([^\"]*)\"");
    for (String code : sources.values()) {
      Matcher matcher = definition.matcher(code);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return argument;
  }

  /** Kernel modules and the engine know nothing of what is above them. */
  @Test
  void modulesLookDownOnly() {
    assertEquals(
        List.of(),
        containing(
            "io\\.afterspike\\.(engine|bench)",
            sources(path -> main(path) && path.matches("(kernels-cpu|kernels-cuda|src-cuda)/.*"))));
    assertEquals(
        List.of(),
        containing("io\\.afterspike\\.bench", sources(p -> main(p) && p.startsWith("engine/"))));
    assertEquals(
        List.of(),
        containing(
            "io\\.afterspike\\.kernels\\.cpu",
            sources(path -> path.contains("/kernels/reference/") && main(path))));
  }

  private static String self() {
    return "engine/src/test/java/io/afterspike/engine/ArchitectureTest.java";
  }
}
