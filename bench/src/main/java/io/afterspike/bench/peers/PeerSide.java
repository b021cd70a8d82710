package io.afterspike.bench.peers;

import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One program on one task.
 *
 * @param program {@value #OURS} or one of {@link PeerDevice#programs}
 * @param form how it keeps a matrix trace; {@code -} where there is none
 * @param rule the learning rule
 * @param mode when the weights change
 */
public record PeerSide(String program, String form, LearningRule rule, UpdateMode mode) {
  /** The program that the others are compared with. */
  public static final String OURS = "afterspike";

  private static final List<String> OTPE =
      List.of(
          OURS + " history",
          OURS + " matrix",
          "jax history",
          "jax single-trace",
          "jax seed-style",
          "torch-eager history",
          "torch-eager published",
          "torch-compiled published",
          "torch-graph history",
          "torch-graph published");

  /** The sides of every task on a device, by task; of each task ours first. */
  public static List<List<PeerSide>> tasks(PeerDevice device) {
    List<String> programs = new ArrayList<>(List.of(OURS));
    programs.addAll(device.programs());
    List<PeerSide> otpe = new ArrayList<>();
    for (String text : OTPE) {
      String[] words = text.split(" ");
      if (programs.contains(words[0])) {
        otpe.add(new PeerSide(words[0], words[1], LearningRule.OTPE, UpdateMode.ONLINE));
      }
    }
    List<List<PeerSide>> tasks = new ArrayList<>();
    tasks.add(otpe);
    for (LearningRule rule :
        List.of(LearningRule.OTTT, LearningRule.APPROX_OTPE, LearningRule.BPTT)) {
      UpdateMode mode = rule == LearningRule.BPTT ? UpdateMode.OFFLINE : UpdateMode.ONLINE;
      tasks.add(programs.stream().map(p -> new PeerSide(p, "-", rule, mode)).toList());
    }
    return tasks;
  }

  /** Whether it is this project's. */
  public boolean ours() {
    return program.equals(OURS);
  }

  /** The task, such as {@code otpe online}. */
  public String task() {
    return rule + " " + mode;
  }

  /** Such as {@code jax seed-style}. */
  public String name() {
    return program + (form.equals("-") ? "" : " " + form);
  }

  /** A work as flags of {@code bench step}. */
  public static List<String> flags(StepWork work) {
    return List.of(
        "--layers",
        work.layers(),
        "--batch",
        String.valueOf(work.batch()),
        "--steps",
        String.valueOf(work.steps()),
        "--input",
        work.input().label().toLowerCase(Locale.ROOT),
        "--density",
        String.valueOf(work.density()),
        "--rate",
        String.valueOf(work.rate()),
        "--seed",
        String.valueOf(work.seed()));
  }
}
