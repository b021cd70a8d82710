package io.afterspike.bench.step;

import io.afterspike.bench.limits.WorkCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each operation was called, how long it took, and what it had to do. */
public final class OperationTally {
  private final Map<String, Row> rows = new TreeMap<>();

  /**
   * One operation on operands of one size.
   *
   * @param operation its name
   * @param operands their sizes, such as {@code 700x512}
   * @param calls how often it ran
   * @param nanos how long all calls took together
   * @param work what one call has to do on average
   */
  public record Row(String operation, String operands, long calls, long nanos, WorkCount work) {
    private Row with(long moreNanos, WorkCount moreWork) {
      return new Row(operation, operands, calls + 1, nanos + moreNanos, work.plus(moreWork));
    }

    private Row average() {
      WorkCount one =
          new WorkCount(
              work.flops() / calls, work.readBytes() / calls, work.updatedBytes() / calls);
      return new Row(operation, operands, calls, nanos, one);
    }
  }

  /** Made empty. */
  public OperationTally() {}

  /** Notes one call. */
  public void add(String operation, String operands, long nanos, WorkCount work) {
    Row none = new Row(operation, operands, 0, 0, WorkCount.NONE);
    String key = operation + " " + operands;
    rows.put(key, rows.getOrDefault(key, none).with(nanos, work));
  }

  /** Forgets all calls. */
  public void clear() {
    rows.clear();
  }

  /** The rows, longest first. */
  public List<Row> rows() {
    List<Row> sorted = new ArrayList<>();
    rows.values().forEach(row -> sorted.add(row.average()));
    sorted.sort(
        Comparator.comparingLong(Row::nanos)
            .reversed()
            .thenComparing(Row::operation)
            .thenComparing(Row::operands));
    return sorted;
  }
}
