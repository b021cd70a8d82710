package io.afterspike.bench.paper;

import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HtmlPage;
import java.util.ArrayList;
import java.util.List;

/** A page in the making, and the pictures on it, which are kept as files too. */
final class Sheet {
  private final HtmlPage page;
  private final List<Drawing> pictures = new ArrayList<>();

  Sheet(HtmlPage page) {
    this.page = page;
  }

  HtmlPage page() {
    return page;
  }

  /** Adds pictures side by side with one caption. */
  void figure(List<? extends Drawing> drawings, String caption) {
    pictures.addAll(drawings);
    page.figure(drawings, caption);
  }

  List<Drawing> pictures() {
    return pictures;
  }
}
