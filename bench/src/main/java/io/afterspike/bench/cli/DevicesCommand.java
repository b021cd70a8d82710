package io.afterspike.bench.cli;

import io.afterspike.bench.json.Json;
import io.afterspike.engine.Engine;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.engine.Engines;
import io.afterspike.engine.MemoryEstimate;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike devices}: the processors here, and what each engine can do with them. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    header = "Shows what is here and what it can do.",
    description = {
      "",
      "Lists the engines, best first, and for each that cannot run the reason.",
      ""
    },
    footer = {"", "Examples:", "  afterspike devices", "  afterspike devices --json"})
public final class DevicesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  /** Made by picocli. */
  public DevicesCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new String(Json.bytes(object()), StandardCharsets.UTF_8));
    } else {
      print(out);
    }
    out.flush();
  }

  private static void print(PrintWriter out) {
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        "Java %s, %s; %d processors, %s of memory for Java%n%n",
        Runtime.version(),
        System.getProperty("os.arch"),
        runtime.availableProcessors(),
        MemoryEstimate.readable(runtime.maxMemory()));
    for (Device device : Device.all()) {
      out.printf(
          "  %-10s %-3s  %s%n", device.name(), device.available() ? "yes" : "no", device.text());
    }
  }

  private static Map<String, Object> object() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("java", Runtime.version().toString());
    object.put("arch", System.getProperty("os.arch"));
    object.put("processors", runtime.availableProcessors());
    object.put("memory", runtime.maxMemory());
    object.put("engines", Device.all().stream().map(Device::object).toList());
    return object;
  }

  /** An engine, and what it is or why it cannot run. */
  private record Device(String name, boolean available, String text) {
    static List<Device> all() {
      return Engines.names().stream().map(Device::of).toList();
    }

    private static Device of(String name) {
      try (Engine<?> engine = Engines.named(name)) {
        return new Device(name, true, engine.description());
      } catch (EngineUnavailableException e) {
        return new Device(name, false, e.reason());
      }
    }

    Map<String, Object> object() {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", name);
      object.put("available", available);
      object.put("text", text);
      return object;
    }
  }
}
