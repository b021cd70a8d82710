package io.afterspike.bench.conform;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All measured checks of one quantity.
 *
 * @param quantity the quantity
 * @param checks how many
 * @param failed how many of them failed
 * @param sources how many cases they are of
 * @param largest the check with the largest error
 * @param ratio the largest share of a limit that is used, over all checks
 * @param byWay the largest error of each way of computing it
 */
record QuantityRow(
    Quantity quantity,
    int checks,
    int failed,
    int sources,
    Check largest,
    double ratio,
    Map<Way, Double> byWay) {

  /** Groups checks by quantity, families in the order of their declaration. */
  static List<QuantityRow> of(List<Check> checks) {
    Map<Quantity, List<Check>> groups = new LinkedHashMap<>();
    for (Quantity.Family family : Quantity.Family.values()) {
      for (Check check : checks) {
        if (check.quantity().family() == family && !Double.isNaN(check.error())) {
          groups.computeIfAbsent(check.quantity(), q -> new ArrayList<>()).add(check);
        }
      }
    }
    return groups.entrySet().stream().map(g -> of(g.getKey(), g.getValue())).toList();
  }

  private static QuantityRow of(Quantity quantity, List<Check> checks) {
    Check largest = checks.get(0);
    double ratio = 0;
    Map<Way, Double> byWay = new EnumMap<>(Way.class);
    for (Check check : checks) {
      if (check.error() > largest.error()) {
        largest = check;
      }
      ratio = Math.max(ratio, check.ratio());
      byWay.merge(check.way(), check.error(), Math::max);
    }
    return new QuantityRow(
        quantity,
        checks.size(),
        (int) checks.stream().filter(c -> c.verdict() == Verdict.FAILED).count(),
        (int) checks.stream().map(Check::source).distinct().count(),
        largest,
        ratio,
        byWay);
  }
}
