package io.afterspike.bench.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A Java that holds only the modules that the program needs, made by {@code jlink}. */
final class RuntimeImage {
  /** java.management and jdk.unsupported are for our libraries, the others for us too. */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "jdk.incubator.vector",
          "jdk.management",
          "jdk.unsupported");

  private RuntimeImage() {}

  /**
   * Makes one of this process's Java.
   *
   * @param folder where it will be; must not exist
   * @throws IOException if this Java has no {@code jlink}, or it fails, with what it said
   */
  static void make(Path folder) throws IOException {
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(
                () ->
                    new IOException(
                        "bundle: expected a JDK with jlink, found none in "
                            + System.getProperty("java.home")));
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int code = jlink.run(writer, writer, arguments(folder).toArray(String[]::new));
    writer.flush();
    if (code != 0) {
      String lines = said.toString().lines().map(String::strip).collect(Collectors.joining(" | "));
      throw new IOException("bundle: jlink ended with exit code " + code + ": " + lines);
    }
  }

  private static List<String> arguments(Path folder) {
    return List.of(
        "--add-modules",
        String.join(",", MODULES),
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--compress=zip-0", // the whole bundle is compressed
        "--output",
        folder.toString());
  }
}
