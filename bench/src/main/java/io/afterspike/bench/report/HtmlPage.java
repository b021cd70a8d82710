package io.afterspike.bench.report;

import java.util.List;

/**
 * A report that is one file: its style and its pictures are in it, and it loads and runs nothing.
 * Every text is escaped. Light or dark as the reader prefers, light in print.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 %s; max-width: 76rem; margin: 2.5rem auto; padding: 0 1.5rem;
        color: #1a1c1e; background: #fff; }
      h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
      h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
      table { border-collapse: collapse; margin: .8rem 0; }
      th, td { text-align: left; padding: .25rem 1.4rem .25rem 0; vertical-align: top;
        border-bottom: 1px solid #dfe3e6; font-variant-numeric: tabular-nums; }
      th { font-weight: 600; }
      td.number, th.number { text-align: right; }
      figure { margin: 1.6rem 0; overflow-x: auto; }
      figure svg { max-width: 100%%; height: auto; }
      figcaption { color: #5b6268; font-size: .9rem; }
      pre { background: #f3f5f6; padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; }
      @media screen and (prefers-color-scheme: dark) {
        body { color: #e6e8ea; background: #16181a; }
        th, td { border-color: #33383c; }
        pre { background: #202427; }
        figcaption { color: #a2a9af; }
      }
      """
          .formatted(SvgPicture.FONT);

  private final StringBuilder body = new StringBuilder();
  private final String title;

  /** An empty page with this title. */
  public HtmlPage(String title) {
    this.title = title;
  }

  /** Adds a heading. */
  public void heading(String text) {
    body.append("<h2>").append(Xml.escape(text)).append("</h2>\n");
  }

  /** Adds a paragraph. */
  public void paragraph(String text) {
    body.append("<p>").append(Xml.escape(text)).append("</p>\n");
  }

  /** Adds a block of code, such as a command. */
  public void code(String text) {
    body.append("<pre><code>").append(Xml.escape(text)).append("</code></pre>\n");
  }

  /** Adds a picture with its caption. */
  public void figure(Drawing drawing, String caption) {
    body.append("<figure>\n").append(SvgPicture.within(drawing));
    body.append("<figcaption>").append(Xml.escape(caption)).append("</figcaption>\n</figure>\n");
  }

  /**
   * Adds a table; cells that begin with a digit or a sign are set flush right.
   *
   * @throws IllegalArgumentException if a row is not as long as the header
   */
  public void table(List<String> header, List<List<String>> rows) {
    body.append("<table>\n");
    if (header.stream().anyMatch(cell -> !cell.isEmpty())) {
      row("th", header);
    }
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "row: expected " + header.size() + " cells, found " + row.size());
      }
      row("td", row);
    }
    body.append("</table>\n");
  }

  private void row(String tag, List<String> cells) {
    body.append("<tr>");
    for (String cell : cells) {
      boolean number = cell.matches("[-+−]?[0-9][0-9.,]*([eE][-+]?[0-9]+)?( %)?");
      body.append('<').append(tag).append(number ? " class=\"number\">" : ">");
      body.append(Xml.escape(cell)).append("</").append(tag).append('>');
    }
    body.append("</tr>\n");
  }

  /** The whole page. */
  public String html() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + Xml.escape(title)
        + "</title>\n<style>\n"
        + STYLE
        + SvgPicture.darkStyle()
        + "</style>\n</head>\n<body>\n<h1>"
        + Xml.escape(title)
        + "</h1>\n"
        + body
        + "</body>\n</html>\n";
  }
}
