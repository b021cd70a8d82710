package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The names of the series, each behind a sample of how it is drawn, laid out in rows. */
final class Legend {
  static final double SAMPLE_WIDTH = 28;
  static final double ROW_HEIGHT = 19;
  private static final double TEXT_SIZE = 12;
  private static final double SAMPLE_GAP = 7;
  private static final double ENTRY_GAP = 20;

  /** Draws a sample, {@link #SAMPLE_WIDTH} wide, to the right of x, centred on y. */
  interface Sample {
    void draw(SvgWriter svg, double x, double y);
  }

  /** A series: its name and its sample. */
  record Entry(String name, Sample sample) {}

  private record Placed(Entry entry, String text, double x, int row) {}

  private final List<Placed> placed = new ArrayList<>();
  private final double width;
  private final int rows;

  /** Entries one behind the other, in as many rows of {@code width} pixels as they need. */
  static Legend inRows(List<Entry> entries, double width) {
    return new Legend(entries, width, false);
  }

  /** One entry per row, none wider than {@code width} pixels. */
  static Legend inColumn(List<Entry> entries, double width) {
    return new Legend(entries, width, true);
  }

  private Legend(List<Entry> entries, double width, boolean column) {
    List<String> texts = new ArrayList<>();
    double widest = 0;
    double sum = -ENTRY_GAP;
    for (Entry entry : entries) {
      double before = SAMPLE_WIDTH + SAMPLE_GAP;
      String text = TextExtent.shortened(entry.name(), width - before, TEXT_SIZE);
      double entryWidth = before + TextExtent.width(text, TEXT_SIZE);
      texts.add(text);
      widest = Math.max(widest, entryWidth);
      sum += entryWidth + ENTRY_GAP;
    }
    // What does not fit into one row stands in columns of equal width, which read like a table.
    boolean oneRow = !column && sum <= width;
    int columns = column ? 1 : Math.max(1, (int) ((width + ENTRY_GAP) / (widest + ENTRY_GAP)));
    double x = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (oneRow) {
        placed.add(new Placed(entries.get(i), texts.get(i), x, 0));
        x += SAMPLE_WIDTH + SAMPLE_GAP + TextExtent.width(texts.get(i), TEXT_SIZE) + ENTRY_GAP;
      } else {
        double at = i % columns * (widest + ENTRY_GAP);
        placed.add(new Placed(entries.get(i), texts.get(i), at, i / columns));
      }
    }
    this.width =
        oneRow ? Math.max(0, sum) : Math.min(columns, entries.size()) * (widest + ENTRY_GAP);
    this.rows = placed.isEmpty() ? 0 : placed.get(placed.size() - 1).row() + 1;
  }

  double width() {
    return width;
  }

  double height() {
    return rows * ROW_HEIGHT;
  }

  /** Draws with the upper left corner at (left, top). */
  void draw(SvgWriter svg, double left, double top) {
    for (Placed p : placed) {
      p.entry().sample().draw(svg, left + p.x(), top + (p.row() + 0.5) * ROW_HEIGHT);
    }
    if (placed.isEmpty()) {
      return;
    }
    svg.beginInk(Ink.TEXT, "fill", "currentColor", "font-size", TEXT_SIZE);
    for (Placed p : placed) {
      double x = left + p.x() + SAMPLE_WIDTH + SAMPLE_GAP;
      svg.text("text", p.text(), "x", x, "y", top + (p.row() + 0.5) * ROW_HEIGHT + 4);
    }
    svg.end();
  }
}
