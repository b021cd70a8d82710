package io.afterspike.kernels.cuda.ptx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes everything that is made from the CUDA sources: the PTX modules, the table of their kernels,
 * and the hashes of the sources that they were made from. {@code src-cuda/build-ptx} runs it.
 */
final class PtxBuild {
  /** Relative to the root of the project. */
  static final Path RESOURCES = Path.of("src-cuda/src/main/resources/io/afterspike/cuda");

  static final Path COMPILER = Path.of("kernels-cuda/target/nvrtc");

  static final List<String> TARGETS = List.of("compute_70", "compute_80", "compute_90");

  private static final Pattern KERNEL =
      Pattern.compile(
          "extern \"C\" __global__ void(?: __launch_bounds__\\([^()]*\\))?\\s+(\\w+)\\(([^)]*)\\)");
  private static final Pattern GRID = Pattern.compile("^// Grid: (.*)$", Pattern.MULTILINE);

  private PtxBuild() {}

  /**
   * Writes what differs.
   *
   * @param arguments the root of the project
   */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    NvrtcWheel.Found wheel = NvrtcWheel.in(root.resolve(COMPILER));
    if (!wheel.isHere()) {
      System.err.println("build-ptx: " + wheel.reason());
      System.exit(1);
    }
    Path resources = root.resolve(RESOURCES);
    Map<String, String> made = make(sources(resources), wheel.folder());
    for (String old : madeFiles(resources)) {
      if (!made.containsKey(old)) {
        Files.delete(resources.resolve(old));
        System.out.println("deleted " + old);
      }
    }
    for (Map.Entry<String, String> file : made.entrySet()) {
      Path path = resources.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
        Files.writeString(path, file.getValue());
        System.out.println("wrote " + file.getKey());
      }
    }
    System.out.println(made.size() + " files are up to date");
  }

  /** The CUDA sources by operation. */
  static Map<String, String> sources(Path resources) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(resources)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".cu")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - 3), Files.readString(file));
      }
    }
    return sources;
  }

  /** The made files that are there, relative to the resources. */
  static List<String> madeFiles(Path resources) throws IOException {
    try (Stream<Path> files = Files.walk(resources)) {
      return files
          .filter(path -> path.toString().endsWith(".ptx"))
          .map(path -> resources.relativize(path).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  /** The text of every made file, by its path relative to the resources. */
  static Map<String, String> make(Map<String, String> sources, Path compiler) {
    Map<String, String> made = new TreeMap<>();
    try (Nvrtc nvrtc = new Nvrtc(compiler)) {
      for (Map.Entry<String, String> source : sources.entrySet()) {
        for (String target : TARGETS) {
          String ptx = nvrtc.compile(source.getKey() + ".cu", source.getValue(), target);
          made.put(target + "/" + source.getKey() + ".ptx", ptx);
        }
      }
    }
    made.put("SHA256SUMS", hashes(sources));
    made.put("kernels.tsv", kernels(sources, made));
    return made;
  }

  /** The sources' hashes in the format of sha256sum. */
  static String hashes(Map<String, String> sources) {
    StringBuilder lines = new StringBuilder();
    sources.forEach(
        (name, text) -> lines.append(sha256(text)).append("  ").append(name).append(".cu\n"));
    return lines.toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The table of kernels: names, blocks, grids and arguments. */
  static String kernels(Map<String, String> sources, Map<String, String> ptx) {
    Map<String, String> lines = new TreeMap<>();
    sources.forEach(
        (module, source) -> {
          Matcher kernel = KERNEL.matcher(source);
          while (kernel.find()) {
            String name = kernel.group(1);
            String threads = threads(name, ptx.get(TARGETS.get(0) + "/" + module + ".ptx"));
            String grid = grid(name, source.substring(0, kernel.start()));
            String arguments =
                kernel.group(2).replace("__restrict__ ", "").replaceAll("\\s+", " ").strip();
            lines.put(name, String.join("\t", name, module, threads, grid, arguments));
          }
        });
    return "# kernel\tmodule\tthreads of a block\tgrid\targuments\n"
        + String.join("\n", lines.values())
        + "\n";
  }

  private static String threads(String kernel, String ptx) {
    Matcher bound =
        Pattern.compile(
                "\\.entry " + kernel + "\\([^)]*\\)\\s*\\.maxntid (\\d+), 1, 1", Pattern.DOTALL)
            .matcher(ptx);
    if (!bound.find()) {
      throw new IllegalStateException(kernel + " has no __launch_bounds__");
    }
    return bound.group(1);
  }

  private static String grid(String kernel, String before) {
    Matcher grid = GRID.matcher(before);
    String last = null;
    while (grid.find()) {
      last = grid.group(1);
    }
    if (last == null || !before.endsWith("// Grid: " + last + "\n")) {
      throw new IllegalStateException(kernel + " has no line '// Grid: ...' just before it");
    }
    return last;
  }
}
