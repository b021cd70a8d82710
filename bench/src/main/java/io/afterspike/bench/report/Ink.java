package io.afterspike.bench.report;

/**
 * The colours of charts and pages, on light and on dark ground.
 *
 * <p>A picture names the light colour in an attribute, which every SVG program understands, and a
 * class, by which a style sheet replaces it where the reader prefers dark. Shapes then paint with
 * {@code currentColor}.
 */
enum Ink {
  GROUND("ground", "#ffffff", "#15191e"),
  TEXT("text", "#1d262f", "#e6ebf0"),
  MUTED("muted", "#5a6672", "#9eabb8"),
  GRID("grid", "#e3e8ed", "#2b333c"),
  AXIS("axis", "#8d99a5", "#67737f");

  private final String name;
  private final String light;
  private final String dark;

  Ink(String name, String light, String dark) {
    this.name = name;
    this.light = light;
    this.dark = dark;
  }

  String light() {
    return light;
  }

  String dark() {
    return dark;
  }

  /** The class that the style sheet knows this ink by. */
  String style() {
    return "as-" + name;
  }
}
