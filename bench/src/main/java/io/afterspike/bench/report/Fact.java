package io.afterspike.bench.report;

import java.util.Objects;

/**
 * Something named and its value, both as people read them, such as {@code threads} and {@code 8}.
 *
 * @param name what it is
 * @param value how it is; may be empty
 */
public record Fact(String name, String value) {
  /** Neither may be null. */
  public Fact {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }
}
