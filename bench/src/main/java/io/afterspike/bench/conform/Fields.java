package io.afterspike.bench.conform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * A JSON object: strict on the fields that are asked for, silent about all others. Messages name
 * the file and the path to the field.
 */
final class Fields {
  /** Larger indexes are refused unread. */
  private static final long MOST_BYTES = 64L << 20;

  private final String where;
  private final Map<String, Object> values;

  private Fields(String where, Map<String, Object> values) {
    this.where = where;
    this.values = values;
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws IOException if it cannot be read or is not one; the message is one line
   */
  static Fields read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new IOException(
          file + ": expected at most " + MOST_BYTES + " bytes of JSON, found " + size);
    }
    JsonFactory factory =
        JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = factory.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + ": expected a JSON object");
      }
      Fields fields = new Fields(file.getFileName().toString(), object(parser));
      if (parser.nextToken() != null) {
        throw new IOException(file + ": expected nothing after the JSON object");
      }
      return fields;
    } catch (JacksonException e) {
      throw new IOException(file + ": expected JSON, found: " + e.getOriginalMessage(), e);
    }
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      values.put(name, value(parser));
    }
    return values;
  }

  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser));
        }
        yield values;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getString();
      default -> "null"; // no field that is asked for may be null: any other kind will do
    };
  }

  /** The file and the path to this object, such as {@code index.json: cases.t1}. */
  String where() {
    return where;
  }

  Set<String> names() {
    return values.keySet();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The object in a field, or an empty one where there is none. */
  Fields optionalObject(String name) throws IOException {
    return has(name) ? object(name) : new Fields(inside(name), Map.of());
  }

  @SuppressWarnings("unchecked") // objects are only made above, with these types
  Fields object(String name) throws IOException {
    if (values.get(name) instanceof Map<?, ?> object) {
      return new Fields(inside(name), (Map<String, Object>) object);
    }
    throw wrong(name, "an object");
  }

  String text(String name) throws IOException {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  boolean flag(String name) throws IOException {
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  double number(String name) throws IOException {
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number");
  }

  Optional<Double> optionalNumber(String name) throws IOException {
    return has(name) ? Optional.of(number(name)) : Optional.empty();
  }

  /** The number in a field, if there is one. */
  Optional<Double> anyNumber(String name) {
    return values.get(name) instanceof Number number
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }

  /** A whole number from {@code least} on. */
  int wholeNumber(String name, int least) throws IOException {
    if (values.get(name) instanceof Integer number && number >= least) {
      return number;
    }
    throw wrong(name, "a whole number of at least " + least);
  }

  /** A list of whole numbers. */
  List<Long> wholeNumbers(String name) throws IOException {
    String expected = "a list of whole numbers";
    List<Number> numbers = list(name, Number.class, expected);
    if (!numbers.stream().allMatch(n -> n instanceof Integer || n instanceof Long)) {
      throw wrong(name, expected);
    }
    return numbers.stream().map(Number::longValue).toList();
  }

  List<String> texts(String name) throws IOException {
    return list(name, String.class, "a list of texts");
  }

  /** An array's entry: its element type and its shape, as in {@code ["<f4", [3, 4]]}. */
  ListedArray listedArray(String name) throws IOException {
    if (values.get(name) instanceof List<?> entry
        && entry.size() == 2
        && entry.get(0) instanceof String type
        && entry.get(1) instanceof List<?> lengths
        && lengths.stream().allMatch(n -> n instanceof Integer length && length >= 0)) {
      return new ListedArray(type, lengths.stream().map(Integer.class::cast).toList());
    }
    throw wrong(name, "an element type and a shape, such as [\"<f4\", [3, 4]]");
  }

  private <T> List<T> list(String name, Class<T> type, String expected) throws IOException {
    if (values.get(name) instanceof List<?> list && list.stream().allMatch(type::isInstance)) {
      return list.stream().map(type::cast).toList();
    }
    throw wrong(name, expected);
  }

  private String inside(String name) {
    return where + (where.endsWith(".json") ? ": " : ".") + name;
  }

  private IOException wrong(String name, String expected) {
    Object found = values.get(name);
    String shown = found == null ? "nothing" : String.valueOf(found);
    return new IOException(
        inside(name)
            + ": expected "
            + expected
            + ", found "
            + (shown.length() > 60 ? shown.substring(0, 60) + "..." : shown));
  }
}
