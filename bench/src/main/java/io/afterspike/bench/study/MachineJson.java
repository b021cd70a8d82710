package io.afterspike.bench.study;

import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.MemoryLevel;
import io.afterspike.bench.limits.Surroundings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A {@link StudyMachine} in {@code environment.json}. */
final class MachineJson {
  private MachineJson() {}

  static Map<String, Object> of(StudyMachine machine) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", machine.name());
    json.put("started", machine.started());
    json.put("version", machine.version());
    Surroundings where = machine.where();
    json.put("processor", where.processor());
    json.put("processors", where.processors());
    json.put("system", where.system());
    json.put("java", where.java());
    json.put("vectorBits", where.vectorBits());
    json.put("accelerator", where.accelerator());
    json.put("load", where.load());
    Map<String, Object> base = new LinkedHashMap<>();
    for (StudyAxis axis : StudyAxis.values()) {
      base.put(axis.label(), machine.base().get(axis));
    }
    json.put("base", base);
    json.put("absentEngines", machine.absent());
    List<Object> limits = new ArrayList<>();
    machine.limits().values().forEach(limit -> limits.add(of(limit)));
    json.put("limits", limits);
    machine.gpu().ifPresent(gpu -> json.put("gpuLimits", of(gpu)));
    return json;
  }

  static StudyMachine read(JsonObject json) {
    Surroundings where =
        new Surroundings(
            json.text("processor"),
            (int) json.whole("processors"),
            json.text("system"),
            json.text("java"),
            (int) json.whole("vectorBits"),
            json.text("accelerator"),
            json.number("load"));
    StudyPoint base = new StudyPoint(1, 1, 1, 0.1, 1);
    for (StudyAxis axis : StudyAxis.values()) {
      base = base.with(axis, json.object("base").number(axis.label()));
    }
    Map<String, String> absent = new LinkedHashMap<>();
    JsonObject reasons = json.object("absentEngines");
    reasons.values().keySet().forEach(name -> absent.put(name, reasons.text(name)));
    Map<Integer, MachineLimits> limits = new TreeMap<>();
    for (JsonObject each : json.objects("limits")) {
      MachineLimits limit = limits(each);
      limits.put(limit.threads(), limit);
    }
    Optional<CudaLimits> gpu =
        json.values().containsKey("gpuLimits")
            ? Optional.of(gpu(json.object("gpuLimits")))
            : Optional.empty();
    return new StudyMachine(
        json.text("name"),
        json.text("started"),
        json.text("version"),
        where,
        base,
        absent,
        limits,
        gpu);
  }

  private static Map<String, Object> of(MachineLimits limits) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("threads", limits.threads());
    json.put("vectorBits", limits.vectorBits());
    json.put("flops", limits.flops());
    json.put("read", levels(limits.read()));
    json.put("update", levels(limits.update()));
    return json;
  }

  private static Map<String, Object> levels(Map<MemoryLevel, Double> rates) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (MemoryLevel level : MemoryLevel.values()) {
      json.put(level.label(), rates.get(level));
    }
    return json;
  }

  private static MachineLimits limits(JsonObject json) {
    return new MachineLimits(
        (int) json.whole("vectorBits"),
        (int) json.whole("threads"),
        json.number("flops"),
        levels(json.object("read")),
        levels(json.object("update")));
  }

  private static Map<MemoryLevel, Double> levels(JsonObject json) {
    Map<MemoryLevel, Double> rates = new EnumMap<>(MemoryLevel.class);
    for (MemoryLevel level : MemoryLevel.values()) {
      rates.put(level, json.number(level.label()));
    }
    return rates;
  }

  private static Map<String, Object> of(CudaLimits gpu) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("l2Bytes", gpu.l2Bytes());
    json.put("flops", gpu.flops());
    json.put("copy", gpu.copy());
    json.put("l2Copy", gpu.l2Copy());
    json.put("upload", gpu.upload());
    json.put("download", gpu.download());
    json.put("launchHost", gpu.launchHost());
    json.put("launchDevice", gpu.launchDevice());
    json.put("launchTimed", gpu.launchTimed());
    json.put("graphHost", gpu.graphHost());
    json.put("graphNode", gpu.graphNode());
    return json;
  }

  private static CudaLimits gpu(JsonObject json) {
    return new CudaLimits(
        json.whole("l2Bytes"),
        json.number("flops"),
        json.number("copy"),
        json.number("l2Copy"),
        json.number("upload"),
        json.number("download"),
        json.number("launchHost"),
        json.number("launchDevice"),
        json.number("launchTimed"),
        json.number("graphHost"),
        json.number("graphNode"));
  }
}
