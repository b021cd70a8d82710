package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Beyond this size C2 does not inline even hot methods (its flag FreqInlineSize). */
class InlineSizeTest {
  private static final int MOST = 325;

  /** Methods that may be larger, and why. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "WideTile.rows",
          "sixteen sums of one tile; the loop is inside, so nothing is gained by inlining it",
          "WideTile.columns",
          "as WideTile.rows",
          "NarrowRowTile.rows",
          "as WideTile.rows",
          "NarrowColumnTile.columns",
          "as WideTile.rows",
          "TracedGradientKernel.tile",
          "the loop over the batch is inside",
          "EventProduct.eightVectors",
          "eight sums; the loop is inside");

  @Test
  void everyMethodCanBeInlined() throws IOException, URISyntaxException {
    Map<String, Integer> tooLarge = new TreeMap<>();
    int methods = 0;
    for (Path file : classFiles()) {
      ClassModel model = ClassFile.of().parse(file);
      for (MethodModel method : model.methods()) {
        methods++;
        int length =
            method.findAttribute(Attributes.code()).map(code -> code.codeLength()).orElse(0);
        if (length > MOST) {
          String type = file.getFileName().toString().replace(".class", "");
          tooLarge.put(type + "." + method.methodName().stringValue(), length);
        }
      }
    }
    assertTrue(methods > 60, "only " + methods + " methods found");
    // Equal sets: an exception that is no longer needed must go.
    assertEquals(EXCEPTIONS.keySet(), tooLarge.keySet(), "bytecodes: " + tooLarge);
  }

  private static List<Path> classFiles() throws IOException, URISyntaxException {
    Path folder = Path.of(Lanes.class.getResource("Lanes.class").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }
}
