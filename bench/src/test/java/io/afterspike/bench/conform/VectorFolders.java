package io.afterspike.bench.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The committed vectors, and copies of single cases to damage. */
public final class VectorFolders {
  private VectorFolders() {}

  /** The committed vectors: every case but the large ones, and the parts. */
  public static Path committed() {
    try {
      return Path.of(VectorFolders.class.getResource("/golden/index.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All vectors with the training trajectories, where the project lies beside them. */
  public static Path shared() {
    return Path.of("../../shared/golden");
  }

  /**
   * A copy of one case with an index of it alone.
   *
   * @param folder an empty folder
   */
  public static Path copy(Path folder, String name) throws IOException {
    List<String> lines = Files.readAllLines(committed().resolve("index.json"));
    int cases = lines.indexOf("\"cases\": {");
    int parts = (int) lines.stream().takeWhile(l -> !l.startsWith("\"parts\"")).count();
    int start = lines.indexOf("\"" + name + "\": {");
    StringBuilder index = new StringBuilder();
    for (int n = 0; n < cases; n++) {
      if (n != parts || name.equals("parts")) {
        index.append(lines.get(n)).append('\n');
      }
    }
    index.append("\"cases\": {");
    if (start > 0) {
      for (int n = start; !lines.get(n).startsWith("}"); n++) {
        index.append(lines.get(n)).append('\n');
      }
      index.append('}');
    }
    index.append("}}");
    Files.writeString(folder.resolve("index.json"), index);
    Path from = committed().resolve(name);
    Path to = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(file.getFileName().toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return folder;
  }

  /** Replaces a text in the index, which must be there. */
  public static void edit(Path folder, String text, String replacement) throws IOException {
    Path file = folder.resolve("index.json");
    String index = Files.readString(file);
    if (!index.contains(text)) {
      throw new IllegalArgumentException("not in the index: " + text);
    }
    Files.writeString(file, index.replace(text, replacement));
  }
}
