package io.afterspike.engine.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of reference vectors: one NumPy file per array.
 *
 * @param path the folder
 */
public record GoldenFolder(Path path) {

  /**
   * A folder that comes with the tests.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static GoldenFolder committed(String name) {
    URL url = GoldenFolder.class.getResource("/golden/" + name);
    if (url == null) {
      throw new IllegalArgumentException("name: expected a folder under golden/, found " + name);
    }
    try {
      return new GoldenFolder(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the folder has an array of this name. */
  public boolean has(String array) {
    return Files.exists(file(array));
  }

  /**
   * The array of this name.
   *
   * @throws UncheckedIOException if it is missing or not a plain NumPy file
   */
  public NpyArray array(String name) {
    try {
      return NpyArray.read(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(path + ", " + name, e);
    }
  }

  private Path file(String array) {
    return path.resolve(array + ".npy");
  }
}
