package io.afterspike.bench.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object as {@link Json} reads it, whose fields are of the kinds that are asked for.
 *
 * @param values the fields
 */
public record JsonObject(Map<String, Object> values) {
  /** The text in a field. */
  public String text(String name) {
    return field(name, String.class, "a text");
  }

  /** The number in a field; NaN if it is null. */
  public double number(String name) {
    return field(name, Double.class, "a number");
  }

  /** The whole number in a field. */
  public long whole(String name) {
    return Math.round(number(name));
  }

  /** The truth value in a field. */
  public boolean flag(String name) {
    return field(name, Boolean.class, "true or false");
  }

  /** The object in a field. */
  public JsonObject object(String name) {
    return of(field(name, Map.class, "an object"));
  }

  /** The list of objects in a field. */
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object each : field(name, List.class, "a list")) {
      if (!(each instanceof Map<?, ?> map)) {
        throw wrong(name, "a list of objects");
      }
      objects.add(of(map));
    }
    return objects;
  }

  /** The list of texts in a field. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object each : field(name, List.class, "a list")) {
      if (!(each instanceof String text)) {
        throw wrong(name, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  @SuppressWarnings("unchecked") // the names of all fields are texts
  private static JsonObject of(Map<?, ?> values) {
    return new JsonObject((Map<String, Object>) values);
  }

  private <T> T field(String name, Class<T> type, String expected) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw wrong(name, expected);
    }
    return type.cast(value);
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        name + ": expected " + expected + ", found " + values.get(name));
  }
}
