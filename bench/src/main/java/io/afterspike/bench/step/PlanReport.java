package io.afterspike.bench.step;

import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.TraceForm;
import io.afterspike.kernels.cuda.Launch;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code bench step --plan} says.
 *
 * @param data the work
 * @param peak what the GPU could do
 * @param plans the sides
 */
public record PlanReport(StepData data, Roofline peak, List<LaunchPlan> plans) {
  /** Copies the list. */
  public PlanReport {
    plans = List.copyOf(plans);
  }

  /** Text for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(data.work()).append("\nplanned, not run; roofline of ");
    text.append(NumberText.significant(peak.bytes() * 1e-12, 3)).append(" TB/s and ");
    text.append(NumberText.significant(peak.flops() * 1e-12, 3)).append(" Tflop/s\n");
    for (LaunchPlan plan : plans) {
      text.append("\n").append(named(plan)).append(", the launches of a sequence:\n");
      text.append(TextTable.of(launches(plan))).append("\n");
      text.append(TextTable.of(sums(plan)));
    }
    return text.toString();
  }

  private static String named(LaunchPlan plan) {
    StepSubject side = plan.subject();
    String name = side.rule() + " " + side.mode();
    if (plan.form().isEmpty()) {
      return name;
    }
    boolean chosen = side.form() == TraceForm.AUTO;
    return name + " " + (chosen ? "(" + plan.form() + ")" : plan.form());
  }

  private Table launches(LaunchPlan plan) {
    List<List<String>> rows = new ArrayList<>();
    for (PlanRow row : plan.rows()) {
      LaunchWork work = row.work();
      boolean known = row.isKnown();
      rows.add(
          List.of(
              row.kernel(),
              row.isKernel() ? dimensions(grid(row.launch())) : "",
              row.isKernel() ? dimensions(block(row.launch())) : "",
              row.isKernel() ? String.valueOf(row.launch().sharedBytes()) : "",
              String.valueOf(row.branch()),
              String.valueOf(row.runs()),
              known ? NumberText.significant(work.bytes() * 1e-6, 3) : "",
              known ? NumberText.significant(work.flops() * 1e-6, 3) : "",
              known ? NumberText.significant(peak.seconds(work) * 1e6, 3) : "",
              known ? peak.limiting(work) : "",
              row.sizes()));
    }
    List<String> header =
        List.of(
            "kernel",
            "grid",
            "block",
            "shared B",
            "branch",
            "runs",
            "MB",
            "Mflop",
            "µs",
            "limit",
            "sizes");
    return new Table(header, rows);
  }

  private static int[] grid(Launch launch) {
    return new int[] {launch.grid(0), launch.grid(1), launch.grid(2)};
  }

  private static int[] block(Launch launch) {
    return new int[] {launch.block(0), launch.block(1), launch.block(2)};
  }

  private static String dimensions(int[] size) {
    return size[0] + "x" + size[1] + "x" + size[2];
  }

  private List<Fact> sums(LaunchPlan plan) {
    LaunchWork work = plan.work();
    return List.of(
        new Fact("kernels of a step", NumberText.significant(plan.kernelsOfAStep(), 3)),
        new Fact("kernels of a sequence", String.valueOf(plan.kernels())),
        new Fact("graphs of a sequence", plan.graphs() + ", " + plan.nodes() + " nodes in them"),
        new Fact("enqueued by the host", plan.enqueued() + " calls"),
        new Fact("bytes of a sequence", NumberText.significant(work.bytes() * 1e-6, 4) + " MB"),
        new Fact("flops of a sequence", NumberText.significant(work.flops() * 1e-6, 4) + " Mflop"),
        new Fact(
            "roofline of a sequence", NumberText.significant(plan.seconds(peak) * 1e3, 3) + " ms"));
  }

  /** One JSON object for scripts; times in milliseconds, rates a second. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      StepReport.write(json, data);
      json.writeStringProperty("engine", CudaEngine.NAME);
      json.writeBooleanProperty("planned", true);
      json.writeNumberProperty("peakBytes", peak.bytes());
      json.writeNumberProperty("peakFlops", peak.flops());
      json.writeArrayPropertyStart("sides");
      plans.forEach(plan -> write(json, plan));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private void write(JsonGenerator json, LaunchPlan plan) {
    StepSubject subject = plan.subject();
    json.writeStartObject();
    json.writeStringProperty("rule", subject.rule().label());
    json.writeStringProperty("mode", subject.mode().toString());
    json.writeStringProperty("form", plan.form());
    json.writeNumberProperty("stepKernels", plan.kernelsOfAStep());
    json.writeNumberProperty("kernels", plan.kernels());
    json.writeNumberProperty("graphs", plan.graphs());
    json.writeNumberProperty("graphNodes", plan.nodes());
    json.writeNumberProperty("enqueued", plan.enqueued());
    json.writeNumberProperty("bytes", plan.work().bytes());
    json.writeNumberProperty("flops", plan.work().flops());
    json.writeNumberProperty("millis", plan.seconds(peak) * 1e3);
    json.writeArrayPropertyStart("launches");
    plan.rows().forEach(row -> write(json, row));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(JsonGenerator json, PlanRow row) {
    json.writeStartObject();
    json.writeStringProperty("kernel", row.kernel());
    json.writeStringProperty("sizes", row.sizes());
    if (row.isKernel()) {
      write(json, "grid", grid(row.launch()));
      write(json, "block", block(row.launch()));
      json.writeNumberProperty("sharedBytes", row.launch().sharedBytes());
    }
    json.writeNumberProperty("branch", row.branch());
    json.writeNumberProperty("runs", row.runs());
    if (row.isKnown()) {
      json.writeNumberProperty("bytes", row.work().bytes());
      json.writeNumberProperty("flops", row.work().flops());
      json.writeNumberProperty("millis", peak.seconds(row.work()) * 1e3);
      json.writeStringProperty("limit", peak.limiting(row.work()));
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, int[] size) {
    json.writeArrayPropertyStart(name);
    for (int value : size) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
