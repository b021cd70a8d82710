package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.BarChart;
import io.afterspike.bench.report.Bars;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kernels' results for people: a table, and a page with bars of the share of the limit. */
public final class KernelPage {
  private static final double WIDTH = 900;

  private KernelPage() {}

  /** All results, one a row. */
  public static Table table(List<KernelResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (KernelResult result : results) {
      rows.add(
          List.of(
              result.kernel(),
              result.size(),
              String.valueOf(result.vectorBits()),
              NumberText.significant(result.nanos() * 1e-3, 4),
              NumberText.significant(result.gigaflops(), 3),
              NumberText.significant(result.gigabytes(), 3),
              result.limiting(),
              NumberText.percent(result.share())));
    }
    return new Table(
        List.of("kernel", "size", "bits", "µs", "Gflop/s", "GB/s", "limit", "of limit"), rows);
  }

  /** The page. */
  public static HtmlPage page(Surroundings where, List<KernelResult> results) {
    HtmlPage page =
        new HtmlPage("Kernels")
            .summary(
                "Each kernel's share of what this machine could do at the same vector width right"
                    + " after it ran: the longer of its multiply-adds at the peak rate and its"
                    + " arrays, each counted once, from the smallest cache that holds them all.")
            .paragraph(where.toString());
    if (where.busy()) {
      page.warning("Other programs were running: shares below 100 % may be theirs.");
    }
    for (String size : sizes(results)) {
      page.heading("Size " + size).figure(chart(size, results), "Share of the limit, " + size);
    }
    return page.heading("All figures").table(table(results));
  }

  private static Set<String> sizes(List<KernelResult> results) {
    Set<String> sizes = new LinkedHashSet<>();
    results.forEach(result -> sizes.add(result.size()));
    return sizes;
  }

  private static BarChart chart(String size, List<KernelResult> results) {
    Set<String> kernels = new LinkedHashSet<>();
    Map<Integer, Map<String, Double>> shares = new LinkedHashMap<>();
    for (KernelResult result : results) {
      if (result.size().equals(size)) {
        kernels.add(result.kernel());
        shares
            .computeIfAbsent(result.vectorBits(), b -> new LinkedHashMap<>())
            .put(result.kernel(), 100 * result.share());
      }
    }
    List<Bars> bars = new ArrayList<>();
    shares.forEach(
        (bits, byKernel) ->
            bars.add(
                Bars.of(
                    bits + " bits",
                    kernels.stream()
                        .mapToDouble(k -> byKernel.getOrDefault(k, Double.NaN))
                        .toArray())));
    Axis axis = Axis.linear("% of the limit").reaching(0, 100);
    return new BarChart("Size " + size, axis, List.copyOf(kernels), bars).withWidth(WIDTH);
  }
}
