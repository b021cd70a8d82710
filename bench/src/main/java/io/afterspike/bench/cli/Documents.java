package io.afterspike.bench.cli;

import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.report.MarkdownTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the documentation, into which benchmarks write what they measured. */
record Documents(Path folder) {
  private static final String PAGE = "performance.md";

  /**
   * Checks that it is there, before anything is measured.
   *
   * @throws IllegalArgumentException if there is no {@code performance.md} in it
   */
  Documents {
    if (!Files.isRegularFile(folder.resolve(PAGE))) {
      throw new IllegalArgumentException(
          "--docs: expected a folder with " + PAGE + ", found none in " + folder);
    }
  }

  /** Replaces what stands between the marks of {@code section} in {@code performance.md}. */
  void section(String section, String markdown) throws IOException {
    Path page = folder.resolve(PAGE);
    String text = MarkdownTable.put(Files.readString(page), section, markdown);
    write(page, text);
  }

  /** Writes {@code performance/NAME}. */
  void file(String name, String content) throws IOException {
    Path target = folder.resolve("performance").resolve(name);
    Files.createDirectories(target.getParent());
    write(target, content.endsWith("\n") ? content : content + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}
