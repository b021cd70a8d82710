package io.afterspike.bench.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a bundle is made of, beside the run-time image and what is written for it.
 *
 * @param jars all jars of the class path
 * @param vectors the folder of the conformance vectors
 * @param peers the folder of the scripts for other programs
 * @param license the license's file
 */
public record BundleSources(List<Path> jars, Path vectors, Path peers, Path license) {
  /** The folder that a bundle unpacks to. */
  static final String TOP = "afterspike/";

  /** Checks that the jars are jars. */
  public BundleSources {
    for (Path jar : jars) {
      if (!jar.getFileName().toString().endsWith(".jar") || !Files.isRegularFile(jar)) {
        throw new IllegalArgumentException(
            "bundle: expected a class path of jars, as ./afterspike has it, found " + jar);
      }
    }
  }

  /** Whether the natives of CUDA's Java side for this system are among the jars. */
  public boolean hasCuda() {
    return jars.stream().anyMatch(jar -> jar.getFileName().toString().startsWith("jcuda-natives"));
  }

  /**
   * All files of the bundle by name.
   *
   * @param image the run-time image
   * @param launcher the script that starts it
   * @param readme what it says about itself
   */
  List<BundleEntry> entries(Path image, Path launcher, Path readme) throws IOException {
    TreeMap<String, BundleEntry> all = new TreeMap<>();
    List<BundleEntry> found = new ArrayList<>();
    found.add(new BundleEntry(TOP + "afterspike", true, launcher));
    found.add(new BundleEntry(TOP + "README.txt", false, readme));
    found.add(new BundleEntry(TOP + "LICENSE", false, license));
    jars.forEach(jar -> found.add(new BundleEntry(TOP + "lib/" + jar.getFileName(), false, jar)));
    tree(found, image, "java/");
    tree(found, vectors, "golden/");
    tree(found, peers, "bench/peers/");
    for (BundleEntry entry : found) {
      if (all.put(entry.name(), entry) != null) {
        throw new IllegalArgumentException("bundle: two files named " + entry.name());
      }
    }
    return List.copyOf(all.values());
  }

  private static void tree(List<BundleEntry> found, Path folder, String below) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        Path name = folder.relativize(file);
        if (!name.startsWith("__pycache__")) {
          found.add(
              new BundleEntry(
                  TOP + below + name.toString().replace('\\', '/'),
                  Files.isExecutable(file),
                  file));
        }
      }
    }
  }
}
