package io.afterspike.bench.conform;

import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** The report as one JSON object; numbers that do not exist are null. */
final class ConformJson {
  private ConformJson() {}

  static void print(ConformReport report, PrintWriter out) {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("folder", report.folder());
      json.writeStringProperty("engine", report.engine());
      json.writeStringProperty("description", report.description());
      json.writeNumberProperty("checks", report.checked());
      json.writeNumberProperty("failed", report.failed());
      json.writeNumberProperty("not_checked", report.notChecked());
      json.writeNumberProperty("seconds", report.seconds());
      json.writeName("quantities");
      json.writeStartArray();
      QuantityRow.of(report.checks()).forEach(row -> quantity(json, row));
      json.writeEndArray();
      json.writeName("results");
      json.writeStartArray();
      report.checks().forEach(check -> result(json, check));
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }

  private static void quantity(JsonGenerator json, QuantityRow row) {
    json.writeStartObject();
    json.writeStringProperty("family", row.quantity().family().title());
    json.writeStringProperty("quantity", row.quantity().name());
    json.writeBooleanProperty("exact", row.quantity().exact());
    json.writeNumberProperty("checks", row.checks());
    json.writeNumberProperty("failed", row.failed());
    json.writeNumberProperty("cases", row.sources());
    number(json, "error", row.largest().error());
    json.writeStringProperty("case", row.largest().source());
    number(json, "float32_error", row.largest().float32Error());
    number(json, "limit", row.largest().limit());
    number(json, "of_limit", row.ratio());
    json.writeName("error_by_form");
    json.writeStartObject();
    for (Map.Entry<Way, Double> way : row.byWay().entrySet()) {
      if (way.getKey() != Way.ONLY) {
        number(json, way.getKey().label(), way.getValue());
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, Check check) {
    json.writeStartObject();
    json.writeStringProperty("case", check.source());
    json.writeStringProperty("array", check.array());
    json.writeStringProperty("quantity", check.quantity().name());
    json.writeStringProperty("form", check.way().label());
    number(json, "error", check.error());
    number(json, "float32_error", check.float32Error());
    number(json, "limit", check.limit());
    json.writeStringProperty("verdict", check.verdict().label());
    json.writeStringProperty("remark", check.remark());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) {
    if (Double.isFinite(value)) {
      json.writeNumberProperty(name, value);
    } else {
      json.writeNullProperty(name);
    }
  }
}
