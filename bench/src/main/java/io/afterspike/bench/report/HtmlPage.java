package io.afterspike.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A report that is one file: its style and its pictures are in it, and it loads and runs nothing.
 * Every text is escaped. Light or dark as the reader prefers, light in print. The same calls give
 * the same bytes.
 */
public final class HtmlPage {
  private final StringBuilder body = new StringBuilder();
  private final String title;

  /** An empty page with this title. */
  public HtmlPage(String title) {
    this.title = Objects.requireNonNull(title, "title");
  }

  /** Adds a heading. */
  public HtmlPage heading(String text) {
    return element("h2", "", text);
  }

  /** Adds a paragraph. */
  public HtmlPage paragraph(String text) {
    return element("p", "", text);
  }

  /** Adds a paragraph in larger and lighter letters: what the page is about. */
  public HtmlPage summary(String text) {
    return element("p", "summary", text);
  }

  /** Adds a paragraph that nobody should overlook. */
  public HtmlPage warning(String text) {
    return element("p", "warning", text);
  }

  /** Adds a block of code, such as a command; long lines are broken. */
  public HtmlPage code(String text) {
    body.append("<pre><code>").append(Xml.escape(text)).append("</code></pre>\n");
    return this;
  }

  /** Adds a few results in large letters, side by side. */
  public HtmlPage highlights(List<Fact> facts) {
    return facts("highlights", facts);
  }

  /** Adds names and values, in columns if there is room. */
  public HtmlPage facts(List<Fact> facts) {
    return facts("facts", facts);
  }

  private HtmlPage facts(String style, List<Fact> facts) {
    body.append("<dl class=\"").append(style).append("\">\n");
    for (Fact fact : facts) {
      body.append("<div><dt>").append(Xml.escape(fact.name())).append("</dt><dd>");
      body.append(Xml.escape(fact.value())).append("</dd></div>\n");
    }
    body.append("</dl>\n");
    return this;
  }

  /** Adds a picture with its caption. */
  public HtmlPage figure(Drawing drawing, String caption) {
    return figure(List.of(drawing), caption);
  }

  /** Adds pictures with one caption: side by side, or one under the other on narrow screens. */
  public HtmlPage figure(List<? extends Drawing> drawings, String caption) {
    body.append("<figure>\n<div class=\"pictures\">\n");
    for (Drawing drawing : drawings) {
      body.append(SvgPicture.within(drawing));
    }
    body.append("</div>\n");
    if (!caption.isEmpty()) {
      body.append("<figcaption>").append(Xml.escape(caption)).append("</figcaption>\n");
    }
    body.append("</figure>\n");
    return this;
  }

  /**
   * Adds a table; see {@link #table(Table)}.
   *
   * @throws IllegalArgumentException if a row is not as long as the header
   */
  public HtmlPage table(List<String> header, List<List<String>> rows) {
    return table(new Table(header, rows));
  }

  /** Adds a table; the points of numbers stand one under the other. */
  public HtmlPage table(Table table) {
    body.append("<div class=\"scroll\"><table>\n");
    HtmlTable.append(body, table);
    body.append("</table></div>\n");
    return this;
  }

  /**
   * Adds a list of links.
   *
   * @param links what is shown, and the file it leads to, in the same folder or below
   * @throws IllegalArgumentException if a file's name is not made of letters, digits, {@code . - /}
   */
  public HtmlPage links(List<Fact> links) {
    body.append("<ul>\n");
    for (Fact link : links) {
      if (!link.value().matches("[A-Za-z0-9][A-Za-z0-9./-]*")) {
        throw new IllegalArgumentException(
            "links: expected a file in the same folder or below, found '" + link.value() + "'");
      }
      body.append("<li><a style=\"color: inherit\" href=\"")
          .append(Xml.escape(link.value()))
          .append("\">");
      body.append(Xml.escape(link.name())).append("</a></li>\n");
    }
    body.append("</ul>\n");
    return this;
  }

  private HtmlPage element(String name, String style, String text) {
    body.append('<').append(name);
    if (!style.isEmpty()) {
      body.append(" class=\"").append(style).append('"');
    }
    body.append('>').append(Xml.escape(text)).append("</").append(name).append(">\n");
    return this;
  }

  /** The whole page. */
  public String html() {
    // The policy makes sure of it: should some text ever escape its quotes, it could do nothing.
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        + "<meta http-equiv=\"Content-Security-Policy\""
        + " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>"
        + Xml.escape(title)
        + "</title>\n<style>\n"
        + PageStyle.CSS
        + SvgPicture.darkStyle()
        + "</style>\n</head>\n<body>\n<main>\n<h1>"
        + Xml.escape(title)
        + "</h1>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  /**
   * Writes the page to a file, whole or not at all.
   *
   * @throws IOException if that is not possible; the message names the file and the reason
   */
  public void write(Path file) throws IOException {
    byte[] bytes = html().getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}
