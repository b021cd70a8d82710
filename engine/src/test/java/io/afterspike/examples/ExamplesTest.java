package io.afterspike.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's examples are these classes, and they do what the README says. */
class ExamplesTest {
  private static final String MARK = "// The README shows everything below this line.\n";

  @ParameterizedTest
  @ValueSource(
      strings = {"KernelExample", "DeviceKernelExample", "EngineExample", "NetworkExample"})
  void theReadmeShowsTheExampleAsItIsCompiled(String name) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/afterspike/examples/" + name + ".java"));
    String shown = source.substring(source.indexOf(MARK) + MARK.length());
    String readme = Files.readString(Path.of("../README.md"));

    assertTrue(
        readme.contains("```java\n" + shown + "```"), name + " in README.md is not " + shown);
  }

  @Test
  void theKernelExampleRuns() {
    assertEquals("[0.8151378, 0.79054594, 4.0126305]", printed(KernelExample::main));
  }

  @Test
  void theEngineExampleRuns() {
    assertEquals(
        "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 5.0, 6.0, 7.0, 8.0]",
        printed(EngineExample::main));
  }

  @Test
  void theNetworkExampleLearns() {
    String loss = printed(NetworkExample::main).replace("loss ", "");

    assertTrue(Double.parseDouble(loss) < 0.4, "loss after 1,000 steps: " + loss);
  }

  interface Example {
    void main(String[] arguments);
  }

  static String printed(Example example) {
    PrintStream standard = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.main(new String[0]);
    } finally {
      System.setOut(standard);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }
}
