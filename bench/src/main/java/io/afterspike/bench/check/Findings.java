package io.afterspike.bench.check;

import io.afterspike.bench.report.Table;
import java.util.List;

/**
 * What a part found.
 *
 * @param summary in a few words
 * @param tables in full
 * @param problems what is wrong, a line each
 */
public record Findings(String summary, List<Table> tables, List<String> problems) {
  /** Copies the lists. */
  public Findings {
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }
}
