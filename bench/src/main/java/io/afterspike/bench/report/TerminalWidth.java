package io.afterspike.bench.report;

/**
 * How many columns of a terminal a text takes: none for marks that combine, two for East Asian wide
 * characters and emoji, one for the rest. Close to what terminals do, which differ among
 * themselves.
 */
public final class TerminalWidth {
  private TerminalWidth() {}

  /** The columns of {@code text}. */
  public static int of(String text) {
    return text.codePoints().map(TerminalWidth::of).sum();
  }

  /**
   * {@code text} with everything that would move the cursor (control characters, newlines, escape
   * sequences, changes of direction) replaced by {@code ?}.
   */
  public static String harmless(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(movesCursor(c) ? '?' : c));
    return out.toString();
  }

  /** The longest start of {@code text} that takes at most {@code columns} columns. */
  public static String cut(String text, int columns) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      used += of(c);
      if (used > columns) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  static int of(int c) {
    if (c < 0x300) {
      return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD ? 0 : 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean movesCursor(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0x303E)
        || (c >= 0x3041 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1F64F)
        || (c >= 0x1F900 && c <= 0x1F9FF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
