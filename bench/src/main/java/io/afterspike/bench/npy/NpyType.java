package io.afterspike.bench.npy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The element types that are read and written; all little endian. */
public enum NpyType {
  /** 16-bit floating point. */
  F2("<f2", 2),
  /** 32-bit floating point. */
  F4("<f4", 4),
  /** 64-bit floating point. */
  F8("<f8", 8),
  /** 32-bit signed whole numbers. */
  I4("<i4", 4),
  /** 64-bit signed whole numbers. */
  I8("<i8", 8),
  /** 8-bit unsigned whole numbers. */
  U1("|u1", 1),
  /** 8-bit signed whole numbers. */
  I1("|i1", 1),
  /** 16-bit unsigned whole numbers. */
  U2("<u2", 2),
  /** Truth values, one byte each, 0 or 1. */
  B1("|b1", 1);

  private final String descr;
  private final int bytes;

  NpyType(String descr, int bytes) {
    this.descr = descr;
    this.bytes = bytes;
  }

  /** The name in the header, such as {@code <f4}. */
  public String descr() {
    return descr;
  }

  /** The size of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers. */
  public boolean floating() {
    return this == F2 || this == F4 || this == F8;
  }

  /** The type of this header name, or {@code null}. */
  static NpyType of(String descr) {
    for (NpyType type : values()) {
      if (type.descr.equals(descr)) {
        return type;
      }
    }
    return null;
  }

  /** All header names, for messages. */
  static String all() {
    return Arrays.stream(values()).map(NpyType::descr).collect(Collectors.joining(", "));
  }
}
