package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recording;
import java.util.Locale;

/**
 * A recording as a picture: a dot for each spike, time to the right, unit upwards. The same
 * recording gives the same bytes.
 */
final class SpikeRaster {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 540;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 50;
  private static final int BOTTOM = 60;
  private static final double DOT = 1.4;

  private SpikeRaster() {}

  /**
   * The picture as a complete SVG document.
   *
   * @param unitCount the number of units; the axis goes from 0 to the last of them
   * @param title shown above; any text
   */
  static String svg(Recording recording, int unitCount, String title) {
    int n = recording.events();
    double last = n == 0 ? 0 : recording.seconds()[n - 1];
    double step = tick(last);
    double end = Math.max(1, Math.ceil(last / step)) * step;
    StringBuilder svg = new StringBuilder(200 + 12 * n);
    add(
        svg,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        font-family="sans-serif" font-size="13" fill="#222">
        <title>%s</title>
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="%d" y="30" font-size="16">%s</text>
        """,
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        escaped(title),
        LEFT,
        escaped(title));
    axes(svg, unitCount, step, end);
    // A horizontal stroke as long as it is thick: a square dot.
    add(svg, "<path stroke=\"#1b4f8a\" stroke-width=\"%.1f\" fill=\"none\" d=\"", DOT);
    for (int k = 0; k < n; k++) {
      add(
          svg,
          "M%.1f %.1fh%.1f",
          x(recording.seconds()[k], end) - DOT / 2,
          y(recording.units()[k], unitCount),
          DOT);
    }
    return svg.append("\"/>\n</svg>\n").toString();
  }

  private static void axes(StringBuilder svg, int unitCount, double step, double end) {
    add(
        svg,
        "<path stroke=\"#ddd\" fill=\"none\" d=\"M%d %dV%dH%d\"/>%n",
        LEFT,
        TOP,
        HEIGHT - BOTTOM,
        WIDTH - RIGHT);
    int decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    int ticks = (int) Math.round(end / step);
    for (int i = 0; i <= ticks; i++) {
      add(
          svg,
          "<path stroke=\"#ddd\" d=\"M%.1f %dv5\"/><text x=\"%.1f\" y=\"%d\""
              + " text-anchor=\"middle\">%."
              + decimals
              + "f</text>%n",
          x(i * step, end),
          HEIGHT - BOTTOM,
          x(i * step, end),
          HEIGHT - BOTTOM + 20,
          i * step);
    }
    int unitStep = Math.max(1, unitCount / 7);
    for (int unit = 0; unit < unitCount; unit += unitStep) {
      add(
          svg,
          "<path stroke=\"#ddd\" d=\"M%d %.1fh-5\"/><text x=\"%d\" y=\"%.1f\""
              + " text-anchor=\"end\">%d</text>%n",
          LEFT,
          y(unit, unitCount),
          LEFT - 9,
          y(unit, unitCount) + 4.5,
          unit);
    }
    add(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">time (s)</text>%n",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 15);
    add(
        svg,
        "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">unit</text>%n",
        (TOP + HEIGHT - BOTTOM) / 2);
  }

  /** 1, 2 or 5 times a power of ten, such that an axis up to {@code last} gets 4 to 10 ticks. */
  private static double tick(double last) {
    if (!(last > 1e-3)) {
      return 1e-3;
    }
    double power = Math.pow(10, Math.floor(Math.log10(last)));
    double lead = last / power;
    return lead < 2 ? power / 5 : lead < 5 ? power / 2 : power;
  }

  private static double x(double seconds, double end) {
    return LEFT + seconds / end * (WIDTH - LEFT - RIGHT);
  }

  private static double y(int unit, int unitCount) {
    return HEIGHT - BOTTOM - (unit + 0.5) / unitCount * (HEIGHT - TOP - BOTTOM);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
