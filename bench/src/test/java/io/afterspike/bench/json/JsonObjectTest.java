package io.afterspike.bench.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Fields of the kinds that are asked for, and of others. */
class JsonObjectTest {
  @TempDir Path folder;

  private JsonObject read(String text) throws Exception {
    Path file = folder.resolve("a.json");
    Files.writeString(file, text);
    return new JsonObject(Json.read(file));
  }

  @Test
  void fieldsAreRead() throws Exception {
    JsonObject object =
        read(
            "{\"t\":\"x\",\"n\":2.5,\"w\":7,\"none\":null,\"f\":true,\"o\":{\"a\":1},"
                + "\"l\":[{\"a\":2}],\"s\":[\"u\",\"v\"],\"e\":[]}");
    assertEquals("x", object.text("t"));
    assertEquals(2.5, object.number("n"));
    assertEquals(7, object.whole("w"));
    assertTrue(Double.isNaN(object.number("none")));
    assertTrue(object.flag("f"));
    assertEquals(1, object.object("o").whole("a"));
    assertEquals(2, object.objects("l").get(0).whole("a"));
    assertEquals(List.of("u", "v"), object.texts("s"));
    assertEquals(List.of(), object.objects("e"));
  }

  @Test
  void otherKindsAreToldByName() throws Exception {
    JsonObject object = read("{\"t\":\"x\",\"n\":2.5,\"mixed\":[1,\"x\"]}");
    List<Executable> wrong =
        List.of(
            () -> object.number("t"),
            () -> object.text("n"),
            () -> object.flag("t"),
            () -> object.object("t"),
            () -> object.objects("mixed"),
            () -> object.texts("mixed"),
            () -> object.text("missing"));
    List<String> names = List.of("t", "n", "t", "t", "mixed", "mixed", "missing");
    for (int k = 0; k < wrong.size(); k++) {
      String message = assertThrows(IllegalArgumentException.class, wrong.get(k)).getMessage();
      assertTrue(message.startsWith(names.get(k) + ": expected "), message);
    }
  }

  @Test
  void listsAreWrittenAndRead() throws Exception {
    Path file = folder.resolve("list.json");
    Files.write(file, Json.bytes(List.of(Map.of("a", 1), "b")));
    assertEquals("[{\"a\":1},\"b\"]\n", Files.readString(file));
    assertEquals(List.of(Map.of("a", 1.0), "b"), Json.readList(file));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Json.read(file)).getMessage();
    assertTrue(message.contains("expected a JSON object: found something else"), message);
  }
}
