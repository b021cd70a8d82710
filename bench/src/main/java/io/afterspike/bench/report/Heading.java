package io.afterspike.bench.report;

import java.util.List;

/** The title of a chart, and under it the label of its vertical axis. */
final class Heading {
  private static final double TITLE_SIZE = 15;
  // Bold letters are wider by about this factor.
  private static final double BOLD = 1.1;
  private static final double TITLE_LINE = 20;
  private static final double LABEL_SIZE = 12;
  private static final double LABEL_LINE = 18;
  private static final int MOST_LINES = 3;

  private final List<String> title;
  private final String axisLabel;

  Heading(String title, String axisLabel, double width) {
    this.title = TextExtent.wrapped(title, width, TITLE_SIZE * BOLD, MOST_LINES);
    this.axisLabel = TextExtent.shortened(axisLabel, width, LABEL_SIZE);
  }

  double height() {
    return title.size() * TITLE_LINE + (axisLabel.isEmpty() ? 0 : LABEL_LINE);
  }

  void draw(SvgWriter svg, double left, double top) {
    double y = top;
    if (!title.isEmpty()) {
      svg.beginInk(Ink.TEXT, "fill", "currentColor", "font-size", TITLE_SIZE, "font-weight", "600");
      for (String line : title) {
        svg.text("text", line, "x", left, "y", y + TITLE_SIZE);
        y += TITLE_LINE;
      }
      svg.end();
    }
    if (!axisLabel.isEmpty()) {
      svg.beginInk(Ink.MUTED, "fill", "currentColor", "font-size", LABEL_SIZE);
      svg.text("text", axisLabel, "x", left, "y", y + LABEL_SIZE + 1).end();
    }
  }
}
