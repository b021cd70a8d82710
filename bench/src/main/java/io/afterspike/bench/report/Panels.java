package io.afterspike.bench.report;

import java.util.List;
import java.util.Objects;

/** Several pictures as one, side by side or one under the other. Immutable. */
public final class Panels implements Drawing {
  private static final double GAP = 16;

  private final String label;
  private final List<Drawing> panels;
  private final boolean beside;

  private Panels(String label, List<? extends Drawing> panels, boolean beside) {
    this.label = Objects.requireNonNull(label, "label");
    this.panels = List.copyOf(panels);
    this.beside = beside;
  }

  /** The pictures from left to right. */
  public static Panels beside(String label, List<? extends Drawing> panels) {
    return new Panels(label, panels, true);
  }

  /** The pictures from top to bottom. */
  public static Panels stacked(String label, List<? extends Drawing> panels) {
    return new Panels(label, panels, false);
  }

  @Override
  public double width() {
    return beside
        ? panels.stream().mapToDouble(Drawing::width).sum() + gaps()
        : panels.stream().mapToDouble(Drawing::width).max().orElse(0);
  }

  @Override
  public double height() {
    return beside
        ? panels.stream().mapToDouble(Drawing::height).max().orElse(0)
        : panels.stream().mapToDouble(Drawing::height).sum() + gaps();
  }

  private double gaps() {
    return GAP * Math.max(0, panels.size() - 1);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public void draw(SvgWriter svg) {
    double offset = 0;
    for (Drawing panel : panels) {
      String place = NumberText.coordinate(offset);
      svg.begin(
          "g",
          "transform",
          beside ? "translate(" + place + " 0)" : "translate(0 " + place + ")",
          "role",
          "group",
          "aria-label",
          panel.label());
      panel.draw(svg);
      svg.end();
      offset += GAP + (beside ? panel.width() : panel.height());
    }
  }
}
