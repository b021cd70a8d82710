package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How wide a text will be, guessed without knowing the reader's font: a little too wide rather than
 * too narrow.
 */
final class TextExtent {
  private static final String ELLIPSIS = "…";

  private TextExtent() {}

  /** The width in pixels of {@code text} at {@code size} pixels. */
  static double width(String text, double size) {
    return text.codePoints().mapToDouble(TextExtent::share).sum() * size;
  }

  /** {@code text}, or as much of it as fits {@code width} with an ellipsis behind. */
  static String shortened(String text, double width, double size) {
    if (width(text, size) <= width) {
      return text;
    }
    double room = width - width(ELLIPSIS, size);
    double used = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      used += share(c) * size;
      if (used > room) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end).stripTrailing() + ELLIPSIS;
  }

  /** {@code text} broken at spaces into at most {@code lines} lines; the last may be shortened. */
  static List<String> wrapped(String text, double width, double size, int lines) {
    List<String> wrapped = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      if (wrapped.size() == lines - 1 || width(rest, size) <= width) {
        wrapped.add(shortened(rest, width, size));
        return wrapped;
      }
      int end = lineEnd(rest, width, size);
      wrapped.add(shortened(rest.substring(0, end).stripTrailing(), width, size));
      rest = rest.substring(end).strip();
    }
    return wrapped;
  }

  /** The end of the last word that fits, or of the first if none does. */
  private static int lineEnd(String text, double width, double size) {
    int end = -1;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        if (end >= 0 && width(text.substring(0, i), size) > width) {
          return end;
        }
        end = i;
      }
    }
    return end < 0 ? text.length() : end;
  }

  /** The advance of a character as a share of the font size, after the wider common fonts. */
  private static double share(int c) {
    if (TerminalWidth.of(c) == 0) {
      return 0;
    }
    if (TerminalWidth.of(c) == 2) {
      return 1.05;
    }
    if ("ijlI.,:;'|!()[]/ ft⁻".indexOf(c) >= 0) {
      return 0.38;
    }
    if ("mwMW@%—×…−+=<>".indexOf(c) >= 0) {
      return 0.95;
    }
    return Character.isUpperCase(c) ? 0.7 : 0.64;
  }
}
