package io.afterspike.bench.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The header of a safetensors file, read strictly: nothing unknown, missing or repeated, and every
 * entry consistent in itself. Whether the tensors cover the file is for the caller to see.
 */
final class SafetensorsHeader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Otherwise the names of every file would stay in a table.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxNumberLength(20)
                  .maxNameLength(Safetensors.LONGEST_HEADER)
                  .maxStringLength(Safetensors.LONGEST_HEADER)
                  .build())
          .build();

  private final Path file;
  private final JsonParser json;
  private final SortedMap<String, String> metadata = new TreeMap<>();
  private final SortedMap<String, TensorEntry> tensors = new TreeMap<>();

  private SafetensorsHeader(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads {@code text}, the whole header with its padding.
   *
   * @throws CheckpointFormatException naming {@code file} and the place in the header
   */
  static SafetensorsHeader parse(Path file, String text) {
    if (!text.startsWith("{")) {
      throw new CheckpointFormatException(
          file, "header", "'{' at its start", text.isEmpty() ? "nothing" : text);
    }
    int end = text.length();
    while (text.charAt(end - 1) == ' ') {
      end--;
    }
    if (text.charAt(end - 1) != '}') {
      throw new CheckpointFormatException(
          file, "header", "'}' and spaces at its end", text.substring(Math.max(0, end - 20)));
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      SafetensorsHeader header = new SafetensorsHeader(file, json);
      header.readAll();
      return header;
    } catch (JacksonException e) {
      long place = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
      String what = place < 0 ? "header" : "header, character " + place;
      throw new CheckpointFormatException(
          file, what, "JSON of names, texts and whole numbers", e.getOriginalMessage(), e);
    }
  }

  /** Texts by key. */
  SortedMap<String, String> metadata() {
    return metadata;
  }

  /** What is said about each tensor, by name. */
  Map<String, TensorEntry> tensors() {
    return tensors;
  }

  private void readAll() {
    expect(JsonToken.START_OBJECT, "header", "an object");
    boolean metadataSeen = false;
    for (String name = nextName("header"); name != null; name = nextName("header")) {
      requireUnicode("name in header", name);
      if (name.equals(Safetensors.METADATA)) {
        if (metadataSeen) {
          throw repeated(name);
        }
        metadataSeen = true;
        readMetadata();
      } else if (tensors.put(name, readTensor(name)) != null) {
        throw repeated(name);
      }
    }
    if (json.nextToken() != null) {
      throw new CheckpointFormatException(file, "header", "one object", "more behind it");
    }
  }

  private void readMetadata() {
    expect(JsonToken.START_OBJECT, Safetensors.METADATA, "an object");
    String key;
    while ((key = nextName(Safetensors.METADATA)) != null) {
      requireUnicode("key in " + Safetensors.METADATA, key);
      String what = Safetensors.METADATA + " '" + key + "'";
      expect(JsonToken.VALUE_STRING, what, "a string");
      String text = json.getString();
      requireUnicode(what, text);
      if (metadata.put(key, text) != null) {
        throw repeated(key);
      }
    }
  }

  private TensorEntry readTensor(String name) {
    String what = "tensor '" + name + "'";
    expect(JsonToken.START_OBJECT, what, "an object");
    ElementType type = null;
    int[] shape = null;
    long[] offsets = null;
    for (String key = nextName(what); key != null; key = nextName(what)) {
      if (key.equals("dtype") && type == null) {
        type = readType(what);
      } else if (key.equals("shape") && shape == null) {
        shape = readShape(what);
      } else if (key.equals("data_offsets") && offsets == null) {
        offsets = readNumbers(what + " data_offsets");
      } else {
        throw new CheckpointFormatException(
            file, what, "dtype, shape and data_offsets, once each", key);
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw new CheckpointFormatException(
          file, what, "dtype, shape and data_offsets", "fewer than these");
    }
    requireOffsets(what, type, shape, offsets);
    return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
  }

  private ElementType readType(String what) {
    expect(JsonToken.VALUE_STRING, what + " dtype", "a string");
    String text = json.getString();
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    throw new CheckpointFormatException(
        file, what + " dtype", "one of " + Arrays.toString(ElementType.values()), text);
  }

  private int[] readShape(String what) {
    long[] sizes = readNumbers(what + " shape");
    int[] shape = new int[sizes.length];
    for (int d = 0; d < shape.length; d++) {
      if (sizes[d] > Integer.MAX_VALUE) {
        throw new CheckpointFormatException(
            file, what + " shape", "sizes up to " + Integer.MAX_VALUE, String.valueOf(sizes[d]));
      }
      shape[d] = (int) sizes[d];
    }
    return shape;
  }

  /** The offsets must be two, as far apart as type and shape say. */
  private void requireOffsets(String what, ElementType type, int[] shape, long[] offsets) {
    long elements = Tensor.elements(shape);
    // Some virtual machines do not allocate the very largest arrays.
    if (elements < 0 || elements > Integer.MAX_VALUE - 8) {
      throw new CheckpointFormatException(
          file, what + " shape", "fewer than 2^31 elements", Arrays.toString(shape));
    }
    if (offsets.length != 2 || offsets[1] - offsets[0] != elements * type.bytes()) {
      throw new CheckpointFormatException(
          file,
          what + " data_offsets",
          "begin and end of " + elements * type.bytes() + " bytes",
          Arrays.toString(offsets));
    }
  }

  /** An array of whole numbers from 0 to 2^63 - 1. */
  private long[] readNumbers(String what) {
    expect(JsonToken.START_ARRAY, what, "an array");
    long[] numbers = new long[2];
    int count = 0;
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      if (t != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
        throw new CheckpointFormatException(file, what, "whole numbers from 0 on", found(t));
      }
      numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
      numbers[count++] = json.getLongValue();
    }
    return Arrays.copyOf(numbers, count);
  }

  /** The next name in an object, or null at its end. */
  private String nextName(String what) {
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    if (token != JsonToken.PROPERTY_NAME) {
      throw new CheckpointFormatException(file, what, "a name", found(token));
    }
    return json.currentName();
  }

  private void expect(JsonToken wanted, String what, String expected) {
    JsonToken token = json.nextToken();
    if (token != wanted) {
      throw new CheckpointFormatException(file, what, expected, found(token));
    }
  }

  private String found(JsonToken token) {
    return token == null ? "the end" : json.getString();
  }

  private void requireUnicode(String what, String text) {
    if (!Unicode.isValid(text)) {
      throw new CheckpointFormatException(file, what, "valid Unicode", "half a surrogate pair");
    }
  }

  private CheckpointFormatException repeated(String name) {
    return new CheckpointFormatException(file, "header", "every name once", name + " again");
  }
}
