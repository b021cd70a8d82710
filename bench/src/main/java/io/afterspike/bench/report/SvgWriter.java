package io.afterspike.bench.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes SVG elements as text, always the same bytes for the same calls.
 *
 * <p>Attributes are given as alternating names and values. Numbers are written with at most two
 * decimals, everything else is escaped; an attribute whose value is null is left out.
 */
public final class SvgWriter {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** An empty picture. */
  public SvgWriter() {}

  /** Opens an element; {@link #end()} closes it. */
  public SvgWriter begin(String element, Object... attributes) {
    tag(element, attributes);
    out.append(">\n");
    open.push(element);
    return this;
  }

  /** Opens a group in which {@code currentColor} is {@code ink}. */
  SvgWriter beginInk(Ink ink, Object... attributes) {
    return begin("g", colored(ink.style(), ink.light(), attributes));
  }

  /** Opens a group in which {@code currentColor} is the colour of series {@code index}. */
  SvgWriter beginSeries(int index, Object... attributes) {
    return begin("g", colored(Palette.style(index), Palette.color(index), attributes));
  }

  private static Object[] colored(String style, String color, Object... attributes) {
    Object[] all = new Object[attributes.length + 4];
    all[0] = "class";
    all[1] = style;
    all[2] = "color";
    all[3] = color;
    System.arraycopy(attributes, 0, all, 4, attributes.length);
    return all;
  }

  /**
   * Closes the element opened last.
   *
   * @throws IllegalStateException if none is open
   */
  public SvgWriter end() {
    if (open.isEmpty()) {
      throw new IllegalStateException("end: no element is open");
    }
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  /** An element without content. */
  public SvgWriter empty(String element, Object... attributes) {
    tag(element, attributes);
    out.append("/>\n");
    return this;
  }

  /** An element that holds only text. */
  public SvgWriter text(String element, String content, Object... attributes) {
    tag(element, attributes);
    out.append('>').append(Xml.escape(content)).append("</").append(element).append(">\n");
    return this;
  }

  /** An element without content that shows {@code tooltip} when pointed at. */
  public SvgWriter pointed(String element, String tooltip, Object... attributes) {
    tag(element, attributes);
    out.append("><title>").append(Xml.escape(tooltip)).append("</title></").append(element);
    out.append(">\n");
    return this;
  }

  /** Appends finished markup as it is; the caller answers for its being well-formed. */
  SvgWriter markup(String text) {
    out.append(text);
    return this;
  }

  /**
   * The text written so far.
   *
   * @throws IllegalStateException if an element is still open
   */
  public String finished() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("finished: element " + open.peek() + " is still open");
    }
    return out.toString();
  }

  private void tag(String element, Object... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "attributes of " + element + ": expected names and values, found " + attributes.length);
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      if (value != null) {
        out.append(' ').append(attributes[i]).append("=\"").append(text(value)).append('"');
      }
    }
  }

  private static String text(Object value) {
    return value instanceof Number number
        ? NumberText.coordinate(number.doubleValue())
        : Xml.escape(value.toString());
  }
}
