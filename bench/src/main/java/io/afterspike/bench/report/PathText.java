package io.afterspike.bench.report;

/** The outline of a shape, in the words of an SVG path. */
final class PathText {
  private final StringBuilder out = new StringBuilder();

  PathText moveTo(double x, double y) {
    return point('M', x, y);
  }

  PathText lineTo(double x, double y) {
    return point('L', x, y);
  }

  /** A line to the right, {@code dx} long. */
  PathText horizontal(double dx) {
    out.append('h').append(NumberText.coordinate(dx));
    return this;
  }

  /** A line downwards, {@code dy} long. */
  PathText vertical(double dy) {
    out.append('v').append(NumberText.coordinate(dy));
    return this;
  }

  PathText close() {
    out.append('Z');
    return this;
  }

  /** A closed shape through (x, y) pairs. */
  PathText polygon(double... corners) {
    for (int i = 0; i < corners.length; i += 2) {
      point(i == 0 ? 'M' : 'L', corners[i], corners[i + 1]);
    }
    return close();
  }

  /** A full circle. */
  PathText circle(double x, double y, double radius) {
    String r = NumberText.coordinate(radius);
    String d = NumberText.coordinate(2 * radius);
    moveTo(x - radius, y);
    out.append("a").append(r).append(' ').append(r).append(" 0 1 0 ").append(d).append(" 0");
    out.append("a").append(r).append(' ').append(r).append(" 0 1 0 -").append(d).append(" 0");
    return close();
  }

  boolean isEmpty() {
    return out.length() == 0;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private PathText point(char verb, double x, double y) {
    out.append(verb).append(NumberText.coordinate(x)).append(' ');
    out.append(NumberText.coordinate(y));
    return this;
  }
}
