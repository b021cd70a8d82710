package io.afterspike.bench.json;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, strings, booleans and doubles. Whole numbers are written without a point,
 * numbers that are not finite as null; the same values give the same bytes.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Whole numbers up to here have one double each. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private Json() {}

  /** The text of {@code object}, ended by a line break. */
  public static byte[] bytes(Map<String, ?> object) {
    return written(object);
  }

  /** The text of {@code list}, ended by a line break. */
  public static byte[] bytes(List<?> list) {
    return written(list);
  }

  private static byte[] written(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(json, value);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, Object value) {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeName((String) entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      list.forEach(element -> write(json, element));
      json.writeEndArray();
    } else if (value instanceof double[] numbers) {
      json.writeStartArray();
      for (double number : numbers) {
        write(json, number);
      }
      json.writeEndArray();
    } else if (value instanceof Number number) {
      write(json, number.doubleValue());
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else {
      json.writeString((String) value);
    }
  }

  private static void write(JsonGenerator json, double number) {
    if (!Double.isFinite(number)) {
      json.writeNull();
    } else if (isWhole(number)) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number);
    }
  }

  /** The shortest text that reads back as the same number, as it is written in tables too. */
  public static String text(double number) {
    return isWhole(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number)
        && Math.abs(number) <= LARGEST_WHOLE
        && !(number == 0 && 1 / number < 0);
  }

  /**
   * The object in a file; null is read as NaN.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no JSON object, naming it
   */
  @SuppressWarnings("unchecked") // the names of all fields are texts
  public static Map<String, Object> read(Path file) {
    return (Map<String, Object>) read(file, JsonToken.START_OBJECT, "object");
  }

  /**
   * The list in a file; null is read as NaN.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no JSON list, naming it
   */
  public static List<Object> readList(Path file) {
    return new ArrayList<>((List<?>) read(file, JsonToken.START_ARRAY, "list"));
  }

  private static Object read(Path file, JsonToken begin, String expected) {
    try {
      return parse(Files.readAllBytes(file), begin);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": expected a JSON " + expected + ": " + reason(e), e);
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof JacksonException known
        ? known.getOriginalMessage()
        : failure.getMessage();
  }

  private static Object parse(byte[] bytes, JsonToken begin) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (json.nextToken() != begin) {
        throw new IllegalArgumentException("found something else");
      }
      Object value = value(json);
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("found more after it");
      }
      return value;
    }
  }

  private static Map<String, Object> object(JsonParser json) {
    Map<String, Object> object = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      object.put(name, value(json));
    }
    return object;
  }

  private static Object value(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("found its end too early");
    }
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> Double.NaN;
      default -> throw new IllegalArgumentException("found " + token);
    };
  }

  private static List<Object> array(JsonParser json) {
    List<Object> array = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(json));
    }
    return array;
  }
}
