package io.afterspike.bench.paper;

import java.util.Map;

/** What a page shows of its plans' results. */
interface Content {
  /**
   * Adds pictures and tables.
   *
   * @param results of the item's plans, by the plan's name; a plan without data is left out
   */
  void add(Sheet sheet, Map<String, PlanResults> results);
}
