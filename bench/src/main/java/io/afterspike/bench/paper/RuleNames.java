package io.afterspike.bench.paper;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rules as the paper writes them, in one order for all pictures. */
final class RuleNames {
  /** By the label of the rule. */
  static final Map<String, String> ALL = new LinkedHashMap<>();

  static {
    ALL.put("bptt", "BPTT");
    ALL.put("otpe", "OTPE");
    ALL.put("approx-otpe", "Approx OTPE");
    ALL.put("ostl", "OSTL");
    ALL.put("ottt", "OTTT");
    ALL.put("f-otpe", "F-OTPE");
    ALL.put("f-approx-otpe", "F-Approx OTPE");
    ALL.put("rtrl", "RTRL");
  }

  private RuleNames() {}

  static String of(String label) {
    return ALL.getOrDefault(label, label);
  }

  /** The data as a heading. */
  static String data(String name) {
    return switch (name) {
      case "r-randman" -> "R-Randman (rate)";
      case "t-randman" -> "T-Randman (time)";
      default -> name;
    };
  }
}
