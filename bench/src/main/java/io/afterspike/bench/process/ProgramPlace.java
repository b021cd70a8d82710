package io.afterspike.bench.process;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where this program's classes are: below the checkout or the bundle it is run from. */
public final class ProgramPlace {
  private ProgramPlace() {}

  /** The jar or the folder of this class. */
  public static Path find() {
    try {
      return Path.of(
          ProgramPlace.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this program's place: " + e.getMessage(), e);
    }
  }
}
