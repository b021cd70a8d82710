package io.afterspike.bench.conform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects what was checked, in order. */
final class Checks {
  private final List<Check> list = new ArrayList<>();

  List<Check> list() {
    return Collections.unmodifiableList(list);
  }

  /** A relative error against the limit that follows from the plain float32 implementation's. */
  void relative(
      String source, String array, Quantity quantity, Way way, double error, double float32Error) {
    relative(source, array, quantity, way, error, float32Error, "");
  }

  /** The same with a remark. */
  void relative(
      String source,
      String array,
      Quantity quantity,
      Way way,
      double error,
      double float32Error,
      String remark) {
    add(source, array, quantity, way, error, float32Error, Tolerance.limit(float32Error), remark);
  }

  /** A relative error against a limit of its own. */
  void within(String source, String array, Quantity quantity, Way way, double error, double limit) {
    add(source, array, quantity, way, error, Double.NaN, limit, "");
  }

  private void add(
      String source,
      String array,
      Quantity quantity,
      Way way,
      double error,
      double float32Error,
      double limit,
      String remark) {
    // Written so that NaN fails.
    Verdict verdict = error <= limit ? Verdict.PASSED : Verdict.FAILED;
    double shown = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    list.add(new Check(source, array, quantity, way, shown, float32Error, limit, verdict, remark));
  }

  /**
   * Things that must be equal.
   *
   * @param differences how many are not
   * @param remark says which is the first of them
   */
  void exact(
      String source, String array, Quantity quantity, Way way, long differences, String remark) {
    Verdict verdict = differences == 0 ? Verdict.PASSED : Verdict.FAILED;
    String shown = differences == 0 ? "" : remark;
    list.add(new Check(source, array, quantity, way, differences, Double.NaN, 0, verdict, shown));
  }

  /** A listed array that cannot be used, or a computation that failed. */
  void failed(String source, String array, Quantity quantity, String reason) {
    list.add(unmeasured(source, array, quantity, Verdict.FAILED, reason));
  }

  /** Something the vectors hold that nothing here checks. */
  void notChecked(String source, String array, String reason) {
    Quantity quantity = Quantity.of(Quantity.Family.OTHER, "not checked");
    list.add(unmeasured(source, array, quantity, Verdict.NOT_CHECKED, reason));
  }

  private static Check unmeasured(
      String source, String array, Quantity quantity, Verdict verdict, String reason) {
    return new Check(source, array, quantity, Way.ONLY, Double.NaN, Double.NaN, 0, verdict, reason);
  }
}
