package io.afterspike.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  /** {@code safetensors.numpy.save} of the Python package safetensors 0.8.0. */
  private static final String BY_PYTHON =
      "uAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJ3aG8iOiJQeXRob24gw6kg8J+YgCBcInFcIlxuIn0sImQiOnsiZHR5"
          + "cGUiOiJJNjQiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiYSI6eyJkdHlwZSI6IkY2NCIs"
          + "InNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzgsMTZdfSwiYiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpb"
          + "MSwyXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwicyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0"
          + "YV9vZmZzZXRzIjpbMjQsMjhdfSwieiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZz"
          + "ZXRzIjpbMjgsMjhdfSwiYyI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzI4"
          + "LDM2XX0sImUiOnsiZHR5cGUiOiJVOCIsInNoYXBlIjpbMSwzLDFdLCJkYXRhX29mZnNldHMiOlszNiwzOV19"
          + "fSAgIAAAAAAAAQAAmpmZmZmZuT8AAMA/AAAAwAAAQEAHAAAA+f////8AAw==";

  @TempDir Path folder;

  @Test
  void writesTheseBytes() throws IOException {
    Safetensors content =
        new Safetensors(
            new TreeMap<>(Map.of("k", "v\n\"\u00e9\ud83d\ude00")),
            new TreeMap<>(
                Map.of(
                    "b", Tensor.of(new float[] {1.5f, -0f}).reshaped(1, 2),
                    "a", Tensor.of(new byte[] {-1}))));
    String header =
        "{\"__metadata__\":{\"k\":\"v\\n\\\"\u00e9\ud83d\ude00\"},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[1,9]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    assertEquals(143, json.length);

    byte[] bytes = bytes(content);

    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(144, in.getLong());
    assertEquals(header + " ", new String(bytes, 8, 144, StandardCharsets.UTF_8));
    assertArrayEquals(
        new byte[] {-1, 0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0x80},
        Arrays.copyOfRange(bytes, 152, bytes.length));
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    Path file =
        Files.write(folder.resolve("python.safetensors"), Base64.getDecoder().decode(BY_PYTHON));

    Safetensors content = Safetensors.read(file);

    assertEquals(Map.of("who", "Python \u00e9 \ud83d\ude00 \"q\"\n"), content.metadata());
    Map<String, Tensor> tensors = content.tensors();
    assertEquals(List.of("a", "b", "c", "d", "e", "s", "z"), List.copyOf(tensors.keySet()));
    assertArrayEquals(new double[] {0.1}, tensors.get("a").doubles());
    assertArrayEquals(new float[] {1.5f, -2f}, tensors.get("b").floats());
    assertArrayEquals(new int[] {1, 2}, tensors.get("b").shape());
    assertArrayEquals(new int[] {7, -7}, tensors.get("c").ints());
    assertArrayEquals(new long[] {1L << 40}, tensors.get("d").longs());
    assertArrayEquals(new byte[] {-1, 0, 3}, tensors.get("e").bytes());
    assertArrayEquals(new int[] {1, 3, 1}, tensors.get("e").shape());
    assertArrayEquals(new float[] {3f}, tensors.get("s").floats());
    assertArrayEquals(new int[] {}, tensors.get("s").shape());
    assertArrayEquals(new int[] {0, 3}, tensors.get("z").shape());
    assertEquals(0, tensors.get("z").length());
  }

  @Test
  void readsTensorsLongerThanAChunk() throws IOException {
    float[] values = new float[3 * Tensor.CHUNK / 4 + 5];
    long[] longs = new long[Tensor.CHUNK / 8 + 1];
    for (int k = 0; k < values.length; k++) {
      values[k] = k;
    }
    for (int k = 0; k < longs.length; k++) {
      longs[k] = -k;
    }
    Path file = folder.resolve("long.safetensors");
    Safetensors content =
        new Safetensors(
            new TreeMap<>(), new TreeMap<>(Map.of("l", Tensor.of(longs), "v", Tensor.of(values))));
    Files.write(file, bytes(content));

    Safetensors read = Safetensors.read(file);

    assertArrayEquals(values, read.tensors().get("v").floats());
    assertArrayEquals(longs, read.tensors().get("l").longs());
    assertEquals(content.tensors().get("v").crc32c(), read.tensors().get("v").crc32c());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                       | header: expected '{'",
        "{}x                                                      | header: expected '}'",
        "{} {}                                                    | header: expected one object",
        "{'a'}                                                    | header, character",
        "{'a':1}                                                  | tensor 'a': expected an object",
        "{'__metadata__':{}, '__metadata__':{}}                   | every name once",
        "{'__metadata__':{'k':'1','k':'2'}}                       | every name once",
        "{'__metadata__':{'k':1}}                                 | 'k': expected a string",
        "{'__metadata__':{'k':null}}                              | 'k': expected a string",
        "{'__metadata__':{'k':{}}}                                | 'k': expected a string",
        "{'__metadata__':{'k':'\\ud800'}}                         | valid Unicode",
        "{'__metadata__':{'k':[[[['x']]]]}}                       | 'k': expected a string",
        "{'a\\udc00':#[1],'data_offsets':[0,4]}}                  | header, character",
        "{'a':{}}                                                 | 'a': expected dtype, shape",
        "{'a':#[1]}}                                              | 'a': expected dtype, shape",
        "{'a':#[1],'data_offsets':[0,4],'shape':[1]}}             | once each, found shape",
        "{'a':#[1],'data_offsets':[0,4],'more':[1]}}              | once each, found more",
        "{'a':#[1],'data_offsets':[0,4]},'a':#[0],'data_offsets':[4,4]}} | every name once",
        "{'a':{'dtype':'f32','shape':[1],'data_offsets':[0,4]}}   | expected one of [F32,",
        "{'a':{'dtype':'BF16','shape':[2],'data_offsets':[0,4]}}  | found BF16",
        "{'a':{'dtype':3,'shape':[1],'data_offsets':[0,4]}}       | 'a' dtype: expected a string",
        "{'a':#'1','data_offsets':[0,4]}}                         | 'a' shape: expected an array",
        "{'a':#[1.0],'data_offsets':[0,4]}}                       | whole numbers from 0 on",
        "{'a':#[-1],'data_offsets':[0,4]}}                        | whole numbers from 0 on",
        "{'a':#[[1]],'data_offsets':[0,4]}}                       | header: expected JSON",
        "{'a':#[1,],'data_offsets':[0,4]}}                        | header, character",
        "{'a':#[01],'data_offsets':[0,4]}}                        | header, character",
        "{'a':#[9223372036854775808],'data_offsets':[0,4]}}       | header",
        "{'a':#[99999999999999999999999],'data_offsets':[0,4]}}   | header",
        "{'a':#[2147483648,0],'data_offsets':[0,0]}}              | sizes up to 2147483647",
        "{'a':#[2147483647],'data_offsets':[0,8589934588]}}       | fewer than 2^31 elements",
        "{'a':#[65536,65536,65536,65536],'data_offsets':[0,0]}}   | fewer than 2^31 elements",
        "{'a':#[65536,65536,65536,65536,0],'data_offsets':[0,0]}} | fewer than 2^31 elements",
        "{'a':#[2],'data_offsets':[0,4]}}                         | begin and end of 8 bytes",
        "{'a':#[1],'data_offsets':[4,0]}}                         | begin and end of 4 bytes",
        "{'a':#[1],'data_offsets':[0,4,8]}}                       | begin and end of 4 bytes",
        "{'a':#[1],'data_offsets':[0]}}                           | begin and end of 4 bytes",
        "{'a':#[1],'data_offsets':[4,8]}}                         | begin at 0",
        "{'a':#[1],'data_offsets':[0,4]},'b':#[1],'data_offsets':[0,4]}} | begin at 4",
        "{'a':#[1],'data_offsets':[0,4]},'b':#[1],'data_offsets':[8,12]}} | begin at 4",
        "{'a':#[2],'data_offsets':[0,8]}}                         | 8 bytes behind the header",
        "{'a':#[0],'data_offsets':[0,0]}}                         | 0 bytes behind the header",
        "{}                                                       | 0 bytes behind the header",
      })
  void refusesHeaders(String header, String message) throws IOException {
    String json = header.replace('\'', '"').replace("#", "{\"dtype\":\"F32\",\"shape\":");
    assertRefused(file(json.getBytes(StandardCharsets.UTF_8), new byte[4]), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "\n", "\0"})
  void paddingIsSpaces(String padding) throws IOException {
    byte[] json = ("{}" + padding).getBytes(StandardCharsets.UTF_8);
    assertRefused(file(json, new byte[0]), "'}' and spaces at its end");
  }

  @Test
  void theSmallestFileIsEmpty() throws IOException {
    Safetensors empty = Safetensors.read(file(new byte[] {'{', '}'}, new byte[0]));
    assertTrue(empty.metadata().isEmpty() && empty.tensors().isEmpty());
  }

  @Test
  void refusesInvalidUtf8() throws IOException {
    byte[] json = "{\"__metadata__\":{\"k\":\"??\"}}".getBytes(StandardCharsets.UTF_8);
    int at = new String(json, StandardCharsets.UTF_8).indexOf('?');
    // An overlong slash, a surrogate's first bytes, a lone continuation.
    for (int[] wrong : new int[][] {{0xc0, 0xaf}, {0xed, 0xa0}, {0x80, 'a'}}) {
      json[at] = (byte) wrong[0];
      json[at + 1] = (byte) wrong[1];
      assertRefused(file(json, new byte[0]), "header: expected UTF-8");
    }
  }

  @Test
  void refusesLengthsThatTheFileDoesNotHave() throws IOException {
    for (long length : new long[] {3, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      bytes.put("{}".getBytes(StandardCharsets.UTF_8));
      Path file = Files.write(folder.resolve("length"), bytes.array());
      assertRefused(file, "header length: expected at most 2, found ");
    }
    byte[] spaces = new byte[Safetensors.LONGEST_HEADER + 1];
    Arrays.fill(spaces, (byte) ' ');
    spaces[0] = '{';
    spaces[1] = '}';
    assertRefused(file(spaces, new byte[0]), "header length: expected at most 4194304");
    for (int size = 0; size < 8; size++) {
      assertRefused(
          Files.write(folder.resolve("short"), new byte[size]), "expected at least 8 bytes");
    }
  }

  @Test
  void refusesWhatIsNoFile() {
    assertRefused(folder, "expected a file, found something else");
    assertRefused(folder.resolve("none"), "expected a file, found nothing there");
  }

  @Test
  void refusesToWriteWhatCannotBeRead() {
    TreeMap<String, Tensor> none = new TreeMap<>();
    Tensor tensor = Tensor.of(new float[1]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Safetensors(new TreeMap<>(Map.of("\ud800", "")), none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Safetensors(new TreeMap<>(Map.of("", "\udfff")), none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Safetensors(new TreeMap<>(), new TreeMap<>(Map.of("\ud800", tensor))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Safetensors(new TreeMap<>(), new TreeMap<>(Map.of("__metadata__", tensor))));
  }

  @Test
  void theLongestHeaderIsWrittenAndReadAndNoLonger() throws IOException {
    String longest = "x".repeat(Safetensors.LONGEST_HEADER - "{'__metadata__':{'k':''}}".length());
    Safetensors fits = new Safetensors(new TreeMap<>(Map.of("k", longest)), new TreeMap<>());
    Path file = Files.write(folder.resolve("fits"), bytes(fits));
    assertEquals(longest, Safetensors.read(file).metadata().get("k"));

    Safetensors more = new Safetensors(new TreeMap<>(Map.of("k", longest + "x")), new TreeMap<>());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThrows(IllegalArgumentException.class, () -> more.writeTo(out));
    assertEquals(0, out.size());
  }

  @Test
  void aFailingStreamIsNotHidden() {
    Safetensors content =
        new Safetensors(
            new TreeMap<>(), new TreeMap<>(Map.of("a", Tensor.of(new float[Tensor.CHUNK]))));
    for (int limit : new int[] {0, 8, 20, 100, Tensor.CHUNK + 100}) {
      OutputStream full =
          new OutputStream() {
            private int left = limit;

            @Override
            public void write(int b) throws IOException {
              if (left-- == 0) {
                throw new IOException("No space left on device");
              }
            }
          };
      assertEquals(
          "No space left on device",
          assertThrows(IOException.class, () -> content.writeTo(full)).getMessage());
    }
  }

  @Test
  void shapesMustFitTheirArray() {
    Tensor six = Tensor.of(new float[6]);
    assertArrayEquals(new int[] {2, 3}, six.reshaped(2, 3).shape());
    for (int[] shape :
        new int[][] {{}, {5}, {-2, -3}, {65536, 65536, 65536, 65536, 6}, {0}, {6, 2}}) {
      assertThrows(IllegalArgumentException.class, () -> six.reshaped(shape));
    }
    assertThrows(IllegalStateException.class, six::ints);
  }

  @Test
  void messagesAreOneShortLine() throws IOException {
    String name = "\\n\\u0000".repeat(500);
    Path file = file(("{\"" + name + "\":1}").getBytes(StandardCharsets.UTF_8), new byte[0]);
    String message =
        assertThrows(CheckpointFormatException.class, () -> Safetensors.read(file)).getMessage();
    assertFalse(message.contains("\n") || message.contains("\0"), message);
    assertTrue(message.length() < 700, message);
  }

  private static void assertRefused(Path file, String message) {
    CheckpointFormatException e =
        assertThrows(CheckpointFormatException.class, () -> Safetensors.read(file));
    assertEquals(file, e.file());
    assertEquals(
        file + ": " + e.what() + ": expected " + e.expected() + ", found " + e.found(),
        e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private Path file(byte[] header, byte[] data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data);
    return Files.write(folder.resolve("file"), bytes.array());
  }

  private static byte[] bytes(Safetensors content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toByteArray();
  }
}
