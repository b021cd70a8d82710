package io.afterspike.kernels.cuda.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EveryKernelTest {
  private static final Path TESTS = Path.of("src/test/java/io/afterspike/kernels/cuda/strict");

  @Test
  void everyShippedKernelHasATestHere() throws IOException {
    String tests;
    try (Stream<Path> files = Files.list(TESTS)) {
      tests = files.map(EveryKernelTest::read).collect(Collectors.joining());
    }
    TreeSet<String> untested = new TreeSet<>(PtxLibrary.kernels().keySet());
    // The optimizer's variants are drawn by Optimizer, the reverse pass by its rule.
    untested.removeIf(
        kernel ->
            tests.contains('"' + kernel + '"')
                || tests.contains("kernel(\"" + kernel.replaceAll("(_sgd|_adamax)?_f32$", "") + '"')
                || kernel.startsWith("reverse_sequence_"));
    assertEquals(new TreeSet<>(), untested);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
