package io.afterspike.bench.report;

/**
 * A picture of fixed size, in pixels, that can be drawn into an SVG: a chart, or several of them.
 *
 * <p>Immutable; drawing twice gives the same bytes.
 */
public interface Drawing {
  /** The width in pixels. */
  double width();

  /** The height in pixels. */
  double height();

  /** What the picture shows, in a few words, for readers who cannot see it. */
  String label();

  /** What there is to see in more words, for readers who cannot see it; may be empty. */
  default String description() {
    return "";
  }

  /** Draws within (0, 0) to (width, height). */
  void draw(SvgWriter svg);

  /** The picture as an SVG file of its own, light or dark as the reader prefers. */
  default String svg() {
    return SvgPicture.file(this);
  }
}
