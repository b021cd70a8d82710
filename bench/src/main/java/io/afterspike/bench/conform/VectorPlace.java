package io.afterspike.bench.conform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the project's own conformance vectors are. */
public final class VectorPlace {
  /** In a bundle; in a checkout, where the build puts them together. */
  private static final List<String> PLACES = List.of("golden", "bench/target/test-classes/golden");

  private VectorPlace() {}

  /**
   * The folder of their {@code index.json}: looked for from {@code start} upwards.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Path find(Path start) {
    for (Path above = start.toAbsolutePath(); above != null; above = above.getParent()) {
      for (String place : PLACES) {
        if (Files.isRegularFile(above.resolve(place).resolve("index.json"))) {
          return above.resolve(place);
        }
      }
    }
    throw new IllegalArgumentException(
        "vectors: expected "
            + String.join(" or ", PLACES)
            + " in a folder above "
            + start.toAbsolutePath()
            + ", found none; a checkout has them once it is built");
  }
}
