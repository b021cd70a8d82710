package io.afterspike.bench.agree;

import io.afterspike.engine.agreement.AgreementReport;
import io.afterspike.engine.agreement.AgreementReport.Row;
import io.afterspike.engine.agreement.Difference;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A report as one JSON object for scripts. */
public final class ReportJson {
  private ReportJson() {}

  /**
   * The object.
   *
   * @param machines the names of the Java machines beside this one
   */
  public static String of(AgreementReport report, Plan plan, List<String> machines) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      Difference total = report.total();
      json.writeStartObject();
      json.writeStringProperty("reference", plan.reference());
      json.writeStringProperty("subject", plan.subject());
      json.writeNumberProperty("seed", plan.seed());
      json.writeBooleanProperty("passed", report.passed());
      json.writeNumberProperty("cases", report.cases());
      json.writeNumberProperty("elements", total.elements());
      json.writeNumberProperty("differing", total.differing());
      strings(json, "machines", machines);
      strings(json, "problems", report.problems());
      json.writeArrayPropertyStart("rows");
      for (Row row : report.rows()) {
        write(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void strings(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Row row) {
    Difference difference = row.difference();
    json.writeStartObject();
    json.writeStringProperty("group", row.group());
    json.writeStringProperty("subject", row.subject());
    json.writeNumberProperty("cases", row.cases());
    json.writeNumberProperty("elements", difference.elements());
    json.writeNumberProperty("telling", row.telling());
    json.writeNumberProperty("differing", difference.differing());
    if (!difference.equalBits()) {
      json.writeStringProperty("ulps", difference.histogramText());
      json.writeStringProperty("first", difference.first());
    }
    json.writeEndObject();
  }
}
