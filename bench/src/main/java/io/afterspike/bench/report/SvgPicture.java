package io.afterspike.bench.report;

/** A drawing as a whole SVG element: on its own in a file, or within a page. */
final class SvgPicture {
  static final String FONT = "system-ui, Segoe UI, Helvetica Neue, Arial, sans-serif";

  private SvgPicture() {}

  /** A file of its own, with its title and its style sheet. */
  static String file(Drawing drawing) {
    SvgWriter svg = new SvgWriter();
    svg.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    begin(svg, drawing);
    svg.text("title", drawing.label());
    describe(svg, drawing);
    svg.markup("<style>\n" + darkStyle() + "</style>\n");
    svg.empty(
        "rect",
        "width",
        drawing.width(),
        "height",
        drawing.height(),
        "class",
        Ink.GROUND.style(),
        "color",
        Ink.GROUND.light(),
        "fill",
        "currentColor");
    drawing.draw(svg);
    return svg.end().finished();
  }

  /** For a page that has {@link #darkStyle()} in its own style sheet and its own ground. */
  static String within(Drawing drawing) {
    SvgWriter svg = new SvgWriter();
    begin(svg, drawing);
    describe(svg, drawing);
    drawing.draw(svg);
    return svg.end().finished();
  }

  /** The rules that recolour every picture for readers who prefer dark screens; print is light. */
  static String darkStyle() {
    StringBuilder css = new StringBuilder("@media screen and (prefers-color-scheme: dark) {\n");
    for (Ink ink : Ink.values()) {
      css.append("  .").append(ink.style()).append(" { color: ").append(ink.dark()).append(" }\n");
    }
    for (int i = 0; i < Palette.DARK.size(); i++) {
      css.append("  .").append(Palette.style(i)).append(" { color: ");
      css.append(Palette.DARK.get(i)).append(" }\n");
    }
    return css.append("}\n").toString();
  }

  private static void describe(SvgWriter svg, Drawing drawing) {
    if (!drawing.description().isEmpty()) {
      svg.text("desc", drawing.description());
    }
  }

  private static void begin(SvgWriter svg, Drawing drawing) {
    String width = NumberText.coordinate(drawing.width());
    String height = NumberText.coordinate(drawing.height());
    svg.begin(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + width + " " + height,
        "width",
        width,
        "height",
        height,
        "role",
        "img",
        "aria-label",
        drawing.label(),
        "font-family",
        FONT,
        "font-size",
        12);
  }
}
