package io.afterspike.bench.report;

import java.util.List;

/**
 * How the series of a chart are told apart: by colour, by dashes and by markers, so that neither
 * colour-blind readers nor black-and-white print lose anything.
 *
 * <p>The colours differ in lightness as well as in hue; a test measures their distances as seen
 * with each kind of colour blindness, and their contrast.
 */
final class Palette {
  /** Blue, orange, deep green, violet, teal, brown. */
  static final List<String> LIGHT =
      List.of("#0a58ad", "#e0601a", "#1f4f45", "#9863d2", "#4898a8", "#7f5102");

  /** The same hues for dark ground. */
  static final List<String> DARK =
      List.of("#60b6ec", "#ff7043", "#46ae88", "#b07bff", "#aef3f2", "#e3d571");

  private static final List<String> DASHES =
      List.of("", "7 4", "2 3", "10 3 2 3", "4 2", "12 3 2 3 2 3");

  private Palette() {}

  /** The light colour of series {@code index}. */
  static String color(int index) {
    return LIGHT.get(index % LIGHT.size());
  }

  /** The class by which the style sheet changes that colour. */
  static String style(int index) {
    return "as-series-" + index % LIGHT.size();
  }

  /** The dash pattern, or null for a solid line; shifted after each round of the colours. */
  static String dashes(int index) {
    String dashes = DASHES.get((index + index / LIGHT.size()) % DASHES.size());
    return dashes.isEmpty() ? null : dashes;
  }

  /** The outline of the marker of series {@code index}, centred on (x, y). */
  static String marker(int index, double x, double y, double radius) {
    double r = radius;
    PathText path = new PathText();
    switch (index % LIGHT.size()) {
      case 0 -> path.circle(x, y, r);
      case 1 -> {
        double a = 0.86 * r;
        path.polygon(x - a, y - a, x + a, y - a, x + a, y + a, x - a, y + a);
      }
      case 2 -> path.polygon(x, y - 1.2 * r, x + 1.1 * r, y + 0.8 * r, x - 1.1 * r, y + 0.8 * r);
      case 3 -> path.polygon(x, y - 1.3 * r, x + 1.1 * r, y, x, y + 1.3 * r, x - 1.1 * r, y);
      case 4 -> path.polygon(x, y + 1.2 * r, x + 1.1 * r, y - 0.8 * r, x - 1.1 * r, y - 0.8 * r);
      default -> plus(path, x, y, 1.2 * r, 0.45 * r);
    }
    return path.toString();
  }

  private static void plus(PathText path, double x, double y, double r, double w) {
    path.polygon(
        x - w, y - r, x + w, y - r, x + w, y - w, x + r, y - w, x + r, y + w, x + w, y + w, //
        x + w, y + r, x - w, y + r, x - w, y + w, x - r, y + w, x - r, y - w, x - w, y - w);
  }
}
