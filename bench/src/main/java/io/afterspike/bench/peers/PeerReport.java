package io.afterspike.bench.peers;

import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.engine.MemoryEstimate;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code bench peers} says.
 *
 * @param work the work, in words
 * @param environment where it ran, the programs' versions, the threads
 * @param results the sides, task by task
 */
public record PeerReport(String work, String environment, List<PeerResult> results) {
  /** Of a failure in the table; it is whole in the JSON object. */
  private static final int MOST_CHARACTERS = 60;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("jax seed-style", "JAX scan, seed-style (two traces)"),
          Map.entry("jax single-trace", "JAX scan, our single-trace form"),
          Map.entry("jax history", "JAX scan, our history form"),
          Map.entry("jax", "JAX jit + scan"),
          Map.entry("torch-eager", "PyTorch eager"),
          Map.entry("torch-compiled", "PyTorch compiled"),
          Map.entry("torch-graph", "PyTorch compiled, one CUDA graph"),
          Map.entry("torch-eager published", "PyTorch eager, two traces"),
          Map.entry("torch-compiled published", "PyTorch compiled, two traces"),
          Map.entry("torch-graph published", "PyTorch compiled, one CUDA graph, two traces"),
          Map.entry("torch-eager history", "PyTorch eager, our history form"),
          Map.entry("torch-graph history", "PyTorch compiled, one CUDA graph, our history form"));

  /** Copies the list. */
  public PeerReport {
    results = List.copyOf(results);
  }

  /** Whether every side ran and computed what we compute. */
  public boolean agrees() {
    return results.stream().allMatch(PeerResult::agrees);
  }

  /** The results by task, in their order. */
  private Map<String, List<PeerResult>> tasks() {
    Map<String, List<PeerResult>> tasks = new LinkedHashMap<>();
    for (PeerResult result : results) {
      tasks.computeIfAbsent(result.side().task(), t -> new ArrayList<>()).add(result);
    }
    return tasks;
  }

  /** Our quickest side of a task; null if none ran. */
  private static PeerResult ours(List<PeerResult> task) {
    return task.stream()
        .filter(r -> r.side().ours() && r.failure().isEmpty() && r.millis().length > 0)
        .min((a, b) -> Double.compare(a.median(), b.median()))
        .orElse(null);
  }

  /** All sides. {@code times ours} is the median over the rounds of the ratio to our quickest. */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (List<PeerResult> task : tasks().values()) {
      PeerResult ours = ours(task);
      for (PeerResult result : task) {
        rows.add(row(result, ours));
      }
    }
    return new Table(
        List.of(
            "task",
            "program",
            "min ms",
            "median ms",
            "times ours",
            "peak memory",
            "ready after",
            "spikes that differ",
            "gradient error"),
        rows);
  }

  private static String brief(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + " …";
  }

  private static List<String> row(PeerResult result, PeerResult ours) {
    String name = NAMES.getOrDefault(result.side().name(), result.side().name());
    if (!result.failure().isEmpty()) {
      return List.of(
          result.side().task(), name, "failed", brief(result.failure()), "", "", "", "", "");
    }
    boolean own = result.side().ours();
    return List.of(
        result.side().task(),
        name,
        NumberText.significant(result.min(), 4),
        NumberText.significant(result.median(), 4),
        ours == null ? "" : NumberText.significant(result.ratioTo(ours), 3),
        result.peakMemory() == 0 ? "" : MemoryEstimate.readable(result.peakMemory()),
        NumberText.significant(result.readySeconds(), 2) + " s",
        own ? "" : String.valueOf(result.spikesThatDiffer()),
        own ? "" : NumberText.significant(result.gradientError(), 2));
  }

  /** One JSON object for scripts. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("work", work);
      json.writeStringProperty("environment", environment);
      json.writeBooleanProperty("agrees", agrees());
      json.writeArrayPropertyStart("sides");
      for (List<PeerResult> task : tasks().values()) {
        PeerResult ours = ours(task);
        for (PeerResult result : task) {
          write(json, result, ours);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, PeerResult result, PeerResult ours) {
    json.writeStartObject();
    json.writeStringProperty("task", result.side().task());
    json.writeStringProperty("program", result.side().program());
    json.writeStringProperty("form", result.side().form());
    json.writeStringProperty("failure", result.failure());
    if (result.failure().isEmpty()) {
      json.writeNumberProperty("min", result.min());
      json.writeNumberProperty("median", result.median());
      if (ours != null) {
        json.writeNumberProperty("timesOurs", result.ratioTo(ours));
      }
      json.writeNumberProperty("peakMemory", result.peakMemory());
      json.writeNumberProperty("readySeconds", result.readySeconds());
      json.writeNumberProperty("spikesThatDiffer", result.spikesThatDiffer());
      json.writeNumberProperty("spikes", result.spikes());
      json.writeNumberProperty("gradientError", result.gradientError());
      json.writeArrayPropertyStart("rounds");
      for (double millis : result.millis()) {
        json.writeNumber(millis);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
