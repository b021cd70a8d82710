package io.afterspike.bench.report;

/** Text made safe for XML and HTML. */
final class Xml {
  private Xml() {}

  /**
   * {@code text} for use between tags or within a quoted attribute. What XML 1.0 forbids (control
   * characters, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD.
   */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        // Kept as they are, these would be turned into spaces or newlines by a parser.
        case '\r' -> out.append("&#13;");
        default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
      }
    }
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c < 0x7F)
        || (c > 0x9F && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
