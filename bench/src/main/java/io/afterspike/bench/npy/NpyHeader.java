package io.afterspike.bench.npy;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of an array file: a Python dictionary of exactly the keys {@code descr}, {@code
 * fortran_order} and {@code shape}, such as {@code {'descr': '<f4', 'fortran_order': False,
 * 'shape': (3, 4), }}.
 */
final class NpyHeader {
  /** NumPy itself makes no arrays of more dimensions. */
  private static final int MOST_DIMENSIONS = 64;

  private final String file;
  private final String text;
  private int at;
  private NpyType type;
  private List<Integer> shape;
  private boolean ordered;
  private boolean columnsFirst;

  private NpyHeader(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Reads a header's text. */
  static NpyHeader parse(String file, String text) throws NpyFormatException {
    NpyHeader header = new NpyHeader(file, text);
    header.dictionary();
    return header;
  }

  NpyType type() {
    return type;
  }

  List<Integer> shape() {
    return shape;
  }

  /** Whether the first index runs fastest, as in Fortran. */
  boolean columnsFirst() {
    return columnsFirst;
  }

  private void dictionary() throws NpyFormatException {
    take('{');
    while (!next('}')) {
      entry(quoted());
      if (!next(',')) {
        take('}');
        break;
      }
    }
    spaces();
    if (at < text.length()) {
      throw wrong("nothing after the header's dictionary");
    }
    if (type == null || shape == null || !ordered) {
      throw new NpyFormatException(
          file, "a header with descr, fortran_order and shape", "'" + clipped(text.trim()) + "'");
    }
  }

  private void entry(String key) throws NpyFormatException {
    take(':');
    spaces();
    if (key.equals("descr") && type == null) {
      int start = at;
      String descr = quoted();
      type = NpyType.of(descr);
      if (type == null) {
        at = start;
        throw wrong("an element type out of " + NpyType.all());
      }
    } else if (key.equals("fortran_order") && !ordered) {
      columnsFirst = text.startsWith("True", at);
      if (!columnsFirst && !text.startsWith("False", at)) {
        throw wrong("fortran_order True or False");
      }
      at += columnsFirst ? "True".length() : "False".length();
      ordered = true;
    } else if (key.equals("shape") && shape == null) {
      shape = tuple();
    } else {
      throw new NpyFormatException(
          file, "the keys descr, fortran_order, shape once each", "'" + clipped(key) + "'");
    }
  }

  private List<Integer> tuple() throws NpyFormatException {
    List<Integer> lengths = new ArrayList<>();
    take('(');
    while (!next(')')) {
      if (lengths.size() == MOST_DIMENSIONS) {
        throw wrong("at most " + MOST_DIMENSIONS + " dimensions");
      }
      lengths.add(wholeNumber());
      if (!next(',')) {
        if (lengths.size() == 1) {
          throw wrong("a comma after a single dimension");
        }
        take(')');
        break;
      }
    }
    return lengths;
  }

  private int wholeNumber() throws NpyFormatException {
    spaces();
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = 10 * value + text.charAt(at++) - '0';
      if (value > Integer.MAX_VALUE) {
        at = start;
        throw wrong("a dimension of at most " + Integer.MAX_VALUE);
      }
    }
    if (at == start) {
      throw wrong("a whole number");
    }
    return (int) value;
  }

  private String quoted() throws NpyFormatException {
    spaces();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw wrong("a quoted word");
    }
    String word = text.substring(at + 1, end);
    at = end + 1;
    return word;
  }

  private void take(char wanted) throws NpyFormatException {
    if (!next(wanted)) {
      throw wrong("'" + wanted + "'");
    }
  }

  /** Takes the next character if it is this one. */
  private boolean next(char wanted) {
    spaces();
    boolean there = at < text.length() && text.charAt(at) == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void spaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
      at++;
    }
  }

  private NpyFormatException wrong(String expected) {
    String rest = text.substring(Math.min(at, text.length())).trim();
    return new NpyFormatException(
        file,
        expected + " at position " + at + " of the header",
        rest.isEmpty() ? "its end" : "'" + clipped(rest) + "'");
  }

  /** The start of a text from the file, printable whatever bytes it has. */
  private static String clipped(String text) {
    StringBuilder shown = new StringBuilder();
    for (int k = 0; k < Math.min(text.length(), 60); k++) {
      char c = text.charAt(k);
      shown.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return text.length() > 60 ? shown + "..." : shown.toString();
  }
}
