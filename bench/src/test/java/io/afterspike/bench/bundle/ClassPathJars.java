package io.afterspike.bench.bundle;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The class path of the tests as jars, without the tests and what only they need. */
final class ClassPathJars {
  private static final List<String> TESTS =
      List.of("test-classes", "-tests.jar", "junit", "jqwik", "opentest4j", "apiguardian");

  private ClassPathJars() {}

  /** All jars; folders of classes are packed in {@code folder}. */
  static List<Path> in(Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (TESTS.stream().anyMatch(entry::contains) || !Files.exists(path)) {
        continue;
      }
      jars.add(
          Files.isDirectory(path)
              ? packed(path, folder.resolve("classes-" + jars.size() + ".jar"))
              : path);
    }
    return jars;
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
      }
    }
    return jar;
  }
}
