package io.afterspike.bench.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.agreement.AgreementReport;
import io.afterspike.engine.agreement.Operation;
import io.afterspike.engine.agreement.OperationCase;
import io.afterspike.engine.agreement.Results;
import io.afterspike.engine.agreement.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final Plan PLAN = new Plan("reference", "simd", 1, 1, 1, false, false, 0);

  /** Two engines, of which one is wrong by an ulp in one place. */
  private static AgreementReport report() {
    OperationCase each =
        new OperationCase(Operation.RETENTION, new LayerShape(2, 1, 17), Style.ORDINARY, 1);
    AgreementReport report = new AgreementReport();
    try (Engine<float[]> reference = Engines.reference()) {
      Results right = each.run(reference);
      Map<String, float[]> arrays = new LinkedHashMap<>(right.arrays());
      float[] changed = right.array("retention").clone();
      changed[5] = Math.nextUp(changed[5]);
      arrays.put("retention", changed);
      report.expect(each, right);
      report.add("simd:1", each, right, right);
      report.add("simd:3", each, right, new Results(arrays, right.telling()));
    }
    return report;
  }

  @Test
  void theTableNamesWhatDiffersAndWhere() {
    List<String> lines = ReportText.of(report()).lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).matches("retention +2 +\\d+ +1 differ: 1 ulp: 1"), lines.get(1));
    assertTrue(lines.get(2).startsWith("    simd:3: 1 of "), lines.get(2));
    assertTrue(lines.get(2).contains("retention[5]: expected 0x"), lines.get(2));
  }

  @Test
  void theJsonHasEveryRow() {
    String json = ReportJson.of(report(), PLAN, List.of("512 bits, C2"));
    assertTrue(
        json.startsWith("{\"reference\":\"reference\",\"subject\":\"simd\",\"seed\":1"), json);
    assertTrue(json.contains("\"passed\":false"), json);
    assertTrue(json.contains("\"machines\":[\"512 bits, C2\"]"), json);
    assertTrue(json.contains("\"subject\":\"simd:1\""), json);
    assertTrue(json.contains("\"ulps\":\"1 ulp: 1\""), json);
  }
}
