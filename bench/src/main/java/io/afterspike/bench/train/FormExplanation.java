package io.afterspike.bench.train;

import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.engine.FormCosts;
import io.afterspike.engine.MemoryEstimate;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in which form each layer keeps its traces, what that costs, and what the other would. */
public final class FormExplanation {
  /** A choice that costs less than this many times the other is as good. */
  private static final double WORTH_SAYING = 1.2;

  private FormExplanation() {}

  /**
   * The explanation as text.
   *
   * @param spec of a network that is trained online
   * @param here the costs measured on this machine
   */
  public static String of(NetworkSpec spec, FormCosts here) {
    StringBuilder text = new StringBuilder();
    text.append("Milliseconds of a sequence of ").append(steps(spec)).append(" steps, by layer;\n");
    text.append("documented: the costs that choose, everywhere the same; here: measured now.\n\n");
    List<List<String>> rows = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    for (int l = 0; l < spec.layers().size(); l++) {
      TraceSpec trace = spec.traceSpec(l);
      if (trace.rule().hasMatrixTrace()) {
        rows.add(row(l, trace));
        rows.get(rows.size() - 1).addAll(costs(trace, FormCosts.DOCUMENTED));
        rows.get(rows.size() - 1).addAll(costs(trace, here));
        advise(l, trace, here, advice);
      }
    }
    if (rows.isEmpty()) {
      return "rule " + spec.rule() + " keeps no matrix trace: there is no form to choose\n";
    }
    List<String> header =
        List.of(
            "layer",
            "sizes",
            "density",
            "form",
            "history",
            "matrix",
            "history here",
            "matrix here");
    text.append(TextTable.of(new Table(header, rows)));
    text.append("\nmemory: about ")
        .append(MemoryEstimate.readable(MemoryEstimate.bytes(spec)))
        .append('\n');
    advice.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String steps(NetworkSpec spec) {
    return spec.sequenceLength() == 0 ? "unknown length: per 50" : "" + spec.sequenceLength();
  }

  private static List<String> row(int layer, TraceSpec trace) {
    List<String> row = new ArrayList<>();
    row.add(String.valueOf(layer + 1));
    row.add(trace.shape().pre() + "-" + trace.shape().post());
    row.add(String.format(Locale.ROOT, "%.2f", trace.density()));
    row.add(trace.chosenForm().label());
    return row;
  }

  private static List<String> costs(TraceSpec trace, FormCosts costs) {
    double steps = trace.sequenceLength() == 0 ? 50 : trace.sequenceLength();
    return List.of(
        milliseconds(costs.history(trace) * steps), milliseconds(costs.matrix(trace) * steps));
  }

  private static String milliseconds(double nanos) {
    return Double.isInfinite(nanos) ? "endless" : String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  private static void advise(int layer, TraceSpec trace, FormCosts here, List<String> advice) {
    boolean history = trace.chosenForm() == TraceForm.HISTORY;
    double chosen = history ? here.history(trace) : here.matrix(trace);
    double other = history ? here.matrix(trace) : here.history(trace);
    if (chosen > WORTH_SAYING * other) {
      advice.add(
          String.format(
              Locale.ROOT,
              "layer %d: on this machine the %s form would take %.2f of the time; --form %s forces it",
              layer + 1,
              history ? "matrix" : "history",
              other / chosen,
              history ? "matrix" : "history"));
    }
  }
}
