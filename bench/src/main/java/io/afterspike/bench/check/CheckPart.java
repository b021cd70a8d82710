package io.afterspike.bench.check;

import io.afterspike.bench.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a check: a command of ours that prints one JSON object.
 *
 * @param name the name of its files
 * @param title what it does, for people
 * @param arguments the command line
 * @param reader understands the JSON object
 */
public record CheckPart(
    String name, String title, List<String> arguments, Function<JsonObject, Findings> reader) {
  /** The name of the part that says which engines run here. */
  public static final String DEVICES = "devices";

  private static final List<String> STEP =
      List.of("bench", "step", "--json", "--no-breakdown", "--forms", "history,matrix");

  /** Copies the list. */
  public CheckPart {
    arguments = List.copyOf(arguments);
  }

  /**
   * All parts, in their order.
   *
   * @param engine the engine that is checked
   * @param vectors the folder of the conformance vectors
   * @param quick less of everything: no full agreement, a small network
   */
  public static List<CheckPart> all(String engine, Path vectors, boolean quick) {
    List<CheckPart> parts = new ArrayList<>();
    parts.add(
        new CheckPart(DEVICES, "What is here", List.of("devices", "--json"), DevicesFindings::of));
    parts.add(
        new CheckPart(
            "conform",
            "Conformance vectors",
            List.of("conform", vectors.toString(), "--engine", engine, "--json"),
            ConformFindings::of));
    parts.add(
        new CheckPart(
            "agree-quick",
            "Every bit against the reference, quick",
            List.of("agree", "reference", engine, "--quick", "--json"),
            AgreeFindings::of));
    if (!quick) {
      parts.add(
          new CheckPart(
              "agree",
              "Every bit against the reference",
              List.of("agree", "reference", engine, "--json"),
              AgreeFindings::of));
    }
    List<String> step = new ArrayList<>(STEP);
    step.addAll(List.of("--engine", engine, "--rounds", "5", "--warm", quick ? "0" : "0.3"));
    if (quick) {
      step.addAll(List.of("--layers", "70-32-32-10", "--batch", "8", "--steps", "10"));
    }
    parts.add(new CheckPart("step", "Time of a training sequence", step, StepFindings::of));
    return parts;
  }

  /** The command line as a user types it. */
  String command() {
    return "afterspike " + String.join(" ", arguments);
  }
}
