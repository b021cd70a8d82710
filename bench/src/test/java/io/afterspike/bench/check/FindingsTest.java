package io.afterspike.bench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.cli.Afterspike;
import io.afterspike.bench.cli.CommandLineRun;
import io.afterspike.bench.conform.VectorFolders;
import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print as JSON is understood, on small work; and what they object to. */
class FindingsTest {
  @TempDir Path folder;

  private JsonObject read(String json) throws IOException {
    Path file = folder.resolve("part.json");
    Files.writeString(file, json);
    return new JsonObject(Json.read(file));
  }

  private JsonObject run(Object... arguments) throws IOException {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(0, run.exitCode(), run.err());
    return read(run.out());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCommandLinesAreOurs(boolean quick) {
    List<CheckPart> parts = CheckPart.all("cuda", folder, quick);
    assertEquals(quick ? 4 : 5, parts.size());
    assertEquals(CheckPart.DEVICES, parts.get(0).name());
    for (CheckPart part : parts) {
      // Throws on what the commands do not know.
      Afterspike.commandLine().parseArgs(part.arguments().toArray(String[]::new));
      assertTrue(part.arguments().contains("--json"), part.command());
      if (!part.name().equals(CheckPart.DEVICES)) {
        assertTrue(part.arguments().contains("cuda"), part.command());
      }
    }
  }

  @Test
  void devices() throws IOException {
    JsonObject json = run("devices", "--json");
    Findings findings = DevicesFindings.of(json);
    assertTrue(findings.summary().endsWith("simd, reference"), findings.summary());
    assertEquals(3, findings.tables().get(0).rows().size());
    assertEquals("", DevicesFindings.reason(json, "simd"));
    assertEquals("not known to this program", DevicesFindings.reason(json, "other"));
  }

  @Test
  void conform() throws IOException {
    Findings findings =
        ConformFindings.of(
            run(
                "conform",
                VectorFolders.committed(),
                "--engine",
                "reference",
                "--case",
                "t1",
                "--json"));
    assertTrue(findings.summary().matches("[1-9][0-9]* checks, 0 failed, 0 not checked"));
    assertEquals(List.of(), findings.problems());
    assertTrue(findings.tables().get(0).rows().size() > 10);
  }

  @Test
  void conformThatFails() throws IOException {
    Findings findings =
        ConformFindings.of(
            read(
                """
                {"checks":1,"failed":1,"not_checked":0,
                 "quantities":[{"family":"Forward","quantity":"loss","exact":false,"checks":1,
                   "failed":1,"error":0.5,"limit":2e-6}],
                 "results":[{"case":"t1","array":"loss","quantity":"loss","error":0.5,
                   "limit":2e-6,"verdict":"failed","remark":"far off"}]}
                """));
    assertEquals("1 checks, 1 failed, 0 not checked", findings.summary());
    assertEquals(List.of("t1 loss loss: error 0.500, limit 2.00e-6 far off"), findings.problems());
  }

  @Test
  void agreement() throws IOException {
    Findings findings =
        AgreeFindings.of(run("agree", "reference", "reference", "--cases", "8", "--json"));
    assertTrue(findings.summary().endsWith(" elements, 0 differ"), findings.summary());
    assertEquals(List.of(), findings.problems());
    assertTrue(findings.tables().get(0).rows().size() > 30);
  }

  @Test
  void disagreement() throws IOException {
    Findings findings =
        AgreeFindings.of(
            read(
                """
                {"cases":2,"elements":20000,"differing":12,"problems":["proves nothing"],
                 "rows":[{"group":"lifStep","subject":"cuda","cases":2,"elements":20000,
                   "differing":12,"ulps":"12 by 1 ulp","first":"case 7, element 3"},
                  {"group":"lifStep","subject":"other","cases":1,"elements":5,"differing":0}]}
                """));
    assertEquals("2 cases, 20,000 elements, 12 differ", findings.summary());
    assertEquals(
        List.of("lifStep, cuda: 12 differ: 12 by 1 ulp; first case 7, element 3", "proves nothing"),
        findings.problems());
  }

  @Test
  void step() throws IOException {
    String small =
        "bench step --layers 12-8-4 --batch 2 --steps 3 --density 0.2 --warm 0 --rounds 2"
            + " --threads 1 --engine reference --rules otpe,bptt --no-breakdown --json";
    Findings findings = StepFindings.of(run((Object[]) small.split(" ")));
    assertEquals("12-8-4, batch 2, 3 steps: 3 sides", findings.summary());
    List<List<String>> rows = findings.tables().get(0).rows();
    assertEquals(List.of("bptt", "offline", "-"), rows.get(2).subList(0, 3));
  }
}
