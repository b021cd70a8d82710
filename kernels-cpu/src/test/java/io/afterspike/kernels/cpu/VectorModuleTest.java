package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorModuleTest {
  /** Asks in a Java of its own, for what the flags there leave out. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] arguments) {
      System.out.println("present: " + VectorModule.isPresent());
      VectorModule.require();
      System.out.println("lanes: " + Lanes.FLOATS.length());
    }
  }

  @Test
  void isPresentInTheseTests() {
    assertTrue(VectorModule.isPresent());
    assertDoesNotThrow(VectorModule::require);
  }

  @Test
  void withoutTheModuleTheFlagIsNamed() throws IOException, InterruptedException {
    String answer = ask();
    assertTrue(answer.contains("present: false"), answer);
    assertTrue(
        answer.contains(
            "IllegalStateException: the Vector API is not there: start Java with"
                + " --add-modules jdk.incubator.vector"),
        answer);
  }

  @Test
  void aWrongWidthNamesTheProperty() throws IOException, InterruptedException {
    String answer =
        ask("--add-modules=jdk.incubator.vector", "-D" + VectorModule.WIDTH_PROPERTY + "=384");
    assertTrue(answer.contains("present: true"), answer);
    assertTrue(
        answer.contains(
            "in thread \"main\" java.lang.IllegalArgumentException:"
                + " afterspike.vectorBits: expected 128, 256, 512 or nothing,"
                + " got \"384\""),
        answer);
  }

  @Test
  void unsetMeansTheMachinesOwnWidth() {
    assertEquals(0, VectorModule.vectorBits(null));
    assertEquals(0, VectorModule.vectorBits(""));
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void threeWidthsAreAllowed(int bits) {
    assertEquals(bits, VectorModule.vectorBits(Integer.toString(bits)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "64", "1024", "-128", " 256", "wide", "256.0"})
  void otherWidthsAreRefused(String property) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> VectorModule.vectorBits(property))
            .getMessage();
    assertTrue(message.contains("afterspike.vectorBits"), message);
    assertTrue(message.contains('"' + property + '"'), message);
  }

  private static String ask(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Asker.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return answer;
  }
}
