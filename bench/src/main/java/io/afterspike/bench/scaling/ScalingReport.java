package io.afterspike.bench.scaling;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Panels;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.engine.TraceForm;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code bench scaling} says.
 *
 * @param environment where it was measured, in words
 * @param base the work of which one number grows, in words
 * @param points all measurements
 */
public record ScalingReport(String environment, String base, List<ScalingPoint> points) {
  private static final double WIDTH = 420;
  private static final double HEIGHT = 420;

  /** Copies the list. */
  public ScalingReport {
    points = List.copyOf(points);
  }

  private List<StepSubject> subjects() {
    LinkedHashSet<StepSubject> subjects = new LinkedHashSet<>();
    points.forEach(point -> subjects.add(point.subject()));
    return List.copyOf(subjects);
  }

  private List<ScalingPoint> of(StepSubject subject, Variable variable) {
    return points.stream()
        .filter(p -> p.subject().equals(subject) && p.variable() == variable)
        .toList();
  }

  private static double[] values(List<ScalingPoint> points, ToDoubleFunction<ScalingPoint> what) {
    return points.stream().mapToDouble(what).toArray();
  }

  /** The name of a line. */
  static String name(StepSubject subject) {
    return subject.rule()
        + (subject.mode().offline() ? " offline" : "")
        + (subject.form() == TraceForm.AUTO ? "" : " " + subject.form().label());
  }

  /**
   * Exponents: of the measured time and the formulas' operations between the last two points, of
   * the measured state and the formulas' bytes, and the largest state beside its formula.
   */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Variable variable : Variable.values()) {
      for (StepSubject subject : subjects()) {
        List<ScalingPoint> line = of(subject, variable);
        if (line.size() < 2) {
          continue;
        }
        double[] x = values(line, ScalingPoint::value);
        ScalingPoint last = line.get(line.size() - 1);
        rows.add(
            List.of(
                variable.symbol(),
                name(subject),
                exponent(PowerFit.exponent(x, values(line, ScalingPoint::millis))),
                exponent(PowerFit.lastExponent(x, values(line, ScalingPoint::millis))),
                exponent(PowerFit.exponent(x, values(line, ScalingPoint::modelFlops))),
                exponent(PowerFit.lastExponent(x, values(line, ScalingPoint::modelFlops))),
                exponent(PowerFit.exponent(x, values(line, ScalingPoint::state))),
                exponent(PowerFit.exponent(x, values(line, ScalingPoint::modelBytes))),
                NumberText.significant(last.state() * 1e-6, 3),
                NumberText.significant(last.modelBytes() * 1e-6, 3),
                NumberText.significant(last.peak() * 1e-6, 3)));
      }
    }
    return new Table(
        List.of(
            "grows",
            "rule",
            "time ~",
            "time, end ~",
            "formula ~",
            "formula, end ~",
            "state ~",
            "its formula ~",
            "state MB",
            "its formula MB",
            "peak MB"),
        rows);
  }

  private static String exponent(double value) {
    return Double.isNaN(value) ? "" : NumberText.fixed(value, 2);
  }

  /** Time, state and peak memory against one variable. */
  public Drawing picture(Variable variable) {
    List<Drawing> charts =
        List.of(
            chart("Time of a sequence", variable, "milliseconds", ScalingPoint::millis),
            chart("State", variable, "megabytes", p -> p.state() * 1e-6),
            chart("Peak memory of the process", variable, "megabytes", p -> p.peak() * 1e-6));
    return Panels.beside("Against the number of " + variable.label(), charts);
  }

  private LineChart chart(
      String title, Variable variable, String unit, ToDoubleFunction<ScalingPoint> what) {
    List<Series> lines = new ArrayList<>();
    for (StepSubject subject : subjects()) {
      List<ScalingPoint> line = of(subject, variable);
      lines.add(Series.of(name(subject), values(line, ScalingPoint::value), values(line, what)));
    }
    Axis x = Axis.logarithmic(variable.symbol() + ", " + variable.label());
    return new LineChart(title, x, Axis.logarithmic(unit), lines).withSize(WIDTH, HEIGHT);
  }

  /** The page. */
  public HtmlPage page() {
    HtmlPage page =
        new HtmlPage("How the rules scale")
            .summary(
                "One number grows, all else is "
                    + base
                    + ". Both axes are logarithmic: a straight line is a power.")
            .paragraph(environment);
    for (Variable variable : Variable.values()) {
      page.heading("Against " + variable.symbol() + ", the number of " + variable.label())
          .figure(picture(variable), "Each point is a process of its own.");
    }
    return page.heading("Exponents")
        .paragraph(
            "~: the exponent fitted over all points; end: between the last two. The formulas are"
                + " those of the cost table: operations for the time, bytes of all buffers for the"
                + " state.")
        .table(table());
  }

  /** One JSON object for scripts. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("environment", environment);
      json.writeStringProperty("base", base);
      json.writeArrayPropertyStart("points");
      for (ScalingPoint point : points) {
        json.writeStartObject();
        json.writeStringProperty("rule", point.subject().rule().label());
        json.writeStringProperty("mode", point.subject().mode().toString());
        json.writeStringProperty("form", point.subject().form().label());
        json.writeNumberProperty("threads", point.subject().threads());
        json.writeStringProperty("grows", point.variable().symbol());
        json.writeNumberProperty("value", point.value());
        json.writeNumberProperty("millis", point.millis());
        json.writeNumberProperty("state", point.state());
        json.writeNumberProperty("peakMemory", point.peak());
        json.writeNumberProperty("formulaFlops", point.modelFlops());
        json.writeNumberProperty("formulaBytes", point.modelBytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }
}
