package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The agreement of engines, by operation and by rule: what was compared, what differed, and what
 * proved nothing. Reports of several Java machines are merged through {@link #lines}.
 */
public final class AgreementReport {
  /**
   * One operation or rule on one engine.
   *
   * @param group the operation or the rule
   * @param subject the engine that was compared, with its threads and its Java machine
   * @param cases how many cases
   * @param telling how many of the values were computed and are numbers
   * @param difference what differed
   */
  public record Row(String group, String subject, int cases, long telling, Difference difference) {
    /** Whether so little was computed that the agreement proves nothing. */
    public boolean idle() {
      return telling < difference.elements() * LEAST_TELLING;
    }

    private Row plus(Row other) {
      return new Row(
          group,
          subject,
          cases + other.cases,
          telling + other.telling,
          difference.plus(other.difference));
    }
  }

  /** A smaller share of computed numbers among all that is compared proves nothing. */
  private static final double LEAST_TELLING = 0.005;

  private static final String ROW = "row";
  private static final String EXPECTED = "expected";
  private static final String PROBLEM = "problem";
  private static final String TAB = "\t";

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** The hash of what was expected of each case: the same on every Java machine. */
  private final Map<String, String> expected = new LinkedHashMap<>();

  private final List<String> problems = new ArrayList<>();

  /** An empty report. */
  public AgreementReport() {}

  /**
   * Runs cases on both sides and adds what came out.
   *
   * @param cases the cases
   * @param reference what is right
   * @param subjects the engines to compare with it, by the names they shall have here
   * @param afterEach called after each case, for progress
   */
  public void compare(
      Collection<? extends AgreementCase> cases,
      Engine<?> reference,
      Map<String, Engine<?>> subjects,
      Runnable afterEach) {
    for (AgreementCase each : cases) {
      Results right = each.run(reference);
      expect(each, right);
      subjects.forEach((name, subject) -> add(name, each, right, each.run(subject)));
      afterEach.run();
    }
  }

  /** Adds what one case gave on the reference; cases that prove nothing become a problem. */
  public void expect(AgreementCase each, Results right) {
    expect(each.name(), right.hash());
    String idle = each.idle(right);
    if (!idle.isEmpty()) {
      problems.add(each.name() + ": proves nothing, since " + idle);
    }
  }

  private void expect(String name, String hash) {
    String known = expected.putIfAbsent(name, hash);
    if (known != null && !known.equals(hash)) {
      problems.add(name + ": the reference itself has other bits on another Java machine");
    }
  }

  /** Adds the difference of one case on one engine. */
  public void add(String subject, AgreementCase each, Results right, Results actual) {
    Difference difference = Difference.between(right, actual);
    if (!difference.equalBits()) {
      String first = each.name() + ", " + difference.first();
      difference =
          new Difference(
              difference.elements(), difference.differing(), difference.histogram(), first);
    }
    add(new Row(each.group(), subject, 1, actual.telling(), difference));
  }

  private void add(Row row) {
    rows.merge(row.group() + TAB + row.subject(), row, Row::plus);
  }

  /** Adds a failure that is not a difference of bits. */
  public void problem(String text) {
    problems.add(text);
  }

  /** Adds everything of another report. */
  public void merge(AgreementReport other) {
    other.rows.values().forEach(this::add);
    other.expected.forEach(this::expect);
    problems.addAll(other.problems);
  }

  /** One row for each operation or rule and engine, in the order in which they were added. */
  public List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** The groups, each once. */
  public List<String> groups() {
    return rows.values().stream().map(Row::group).distinct().toList();
  }

  /** The rows of one operation or rule. */
  public List<Row> rows(String group) {
    return rows.values().stream().filter(row -> row.group().equals(group)).toList();
  }

  /** All engines that were compared. */
  public List<String> subjects() {
    return rows.values().stream().map(Row::subject).distinct().toList();
  }

  /** The number of different cases. */
  public int cases() {
    return expected.size();
  }

  /** All rows together. */
  public Difference total() {
    return rows.values().stream().map(Row::difference).reduce(Difference.NONE, Difference::plus);
  }

  /** Failures that are no differences of bits: cases that prove nothing, and the like. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    for (Row row : rows.values()) {
      if (row.idle()) {
        all.add(
            row.group()
                + ": proves nothing, since only "
                + row.telling()
                + " of "
                + row.difference().elements()
                + " elements are computed numbers");
      }
    }
    return all;
  }

  /** Whether everything had equal bits and proved something. */
  public boolean passed() {
    return !rows.isEmpty() && problems().isEmpty() && total().equalBits();
  }

  /** The report for another Java machine: lines of fields with tabs between. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Row row : rows.values()) {
      Difference difference = row.difference();
      StringBuilder histogram = new StringBuilder();
      for (long count : difference.histogram()) {
        histogram.append(histogram.isEmpty() ? "" : ",").append(count);
      }
      lines.add(
          String.join(
              TAB,
              ROW,
              row.group(),
              row.subject(),
              String.valueOf(row.cases()),
              String.valueOf(row.telling()),
              String.valueOf(difference.elements()),
              String.valueOf(difference.differing()),
              histogram,
              difference.first()));
    }
    expected.forEach((name, hash) -> lines.add(String.join(TAB, EXPECTED, name, hash)));
    problems.forEach(problem -> lines.add(String.join(TAB, PROBLEM, problem)));
    return lines;
  }

  /**
   * Reads {@link #lines}.
   *
   * @throws IllegalArgumentException if a line is none of them
   */
  public static AgreementReport parse(List<String> lines) {
    AgreementReport report = new AgreementReport();
    for (String line : lines) {
      String[] fields = line.split(TAB, -1);
      try {
        switch (fields[0]) {
          case ROW -> report.add(row(fields));
          case EXPECTED -> report.expect(fields[1], fields[2]);
          case PROBLEM -> report.problems.add(fields[1]);
          default -> throw new IllegalArgumentException(fields[0]);
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "report line: expected a row, a hash or a problem, found '" + line + "'", e);
      }
    }
    return report;
  }

  private static Row row(String[] fields) {
    String[] counts = fields[7].split(",");
    long[] histogram = new long[Difference.classes()];
    for (int k = 0; k < histogram.length; k++) {
      histogram[k] = Long.parseLong(counts[k]);
    }
    Difference difference =
        new Difference(Long.parseLong(fields[5]), Long.parseLong(fields[6]), histogram, fields[8]);
    return new Row(
        fields[1], fields[2], Integer.parseInt(fields[3]), Long.parseLong(fields[4]), difference);
  }
}
