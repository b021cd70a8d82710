package io.afterspike.bench.agree;

import io.afterspike.engine.agreement.AgreementReport;

/** Compares an engine with the reference in the short cases of every operation and rule. */
public final class BriefAgreement {
  private BriefAgreement() {}

  /** Takes the engine's name; ends with 0 if all bits are equal, else with 1. */
  public static void main(String[] arguments) {
    Plan plan = new Plan("reference", arguments[0], 1, 0, 0, false, true, 0);
    AgreementReport report = plan.run("", () -> {});
    System.out.println(ReportText.of(report));
    report.problems().forEach(System.out::println);
    System.exit(report.passed() ? 0 : 1);
  }
}
