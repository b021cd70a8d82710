package io.afterspike.bench.peers;

import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One program on one task.
 *
 * @param program {@value #OURS}, {@code jax}, {@code torch-eager} or {@code torch-compiled}
 * @param form how it keeps a matrix trace; {@code -} where there is none
 * @param rule the learning rule
 * @param mode when the weights change
 */
public record PeerSide(String program, String form, LearningRule rule, UpdateMode mode) {
  /** The program that the others are compared with. */
  public static final String OURS = "afterspike";

  /** All programs. */
  public static final List<String> PROGRAMS = List.of(OURS, "jax", "torch-eager", "torch-compiled");

  /** The sides of every task, by task; of each task ours first. */
  public static List<List<PeerSide>> tasks() {
    List<List<PeerSide>> tasks = new ArrayList<>();
    List<PeerSide> otpe = new ArrayList<>();
    for (String text :
        List.of(
            OURS + " history",
            OURS + " matrix",
            "jax history",
            "jax single-trace",
            "jax seed-style",
            "torch-eager history",
            "torch-eager published",
            "torch-compiled published")) {
      String[] words = text.split(" ");
      otpe.add(new PeerSide(words[0], words[1], LearningRule.OTPE, UpdateMode.ONLINE));
    }
    tasks.add(otpe);
    for (LearningRule rule :
        List.of(LearningRule.OTTT, LearningRule.APPROX_OTPE, LearningRule.BPTT)) {
      UpdateMode mode = rule == LearningRule.BPTT ? UpdateMode.OFFLINE : UpdateMode.ONLINE;
      tasks.add(PROGRAMS.stream().map(p -> new PeerSide(p, "-", rule, mode)).toList());
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

  /**
   * What starts it.
   *
   * @param python the interpreter of the virtual environment
   * @param scripts the folder of {@code peer.py}
   * @param data what {@code bench step --export} wrote
   */
  public List<String> command(
      Path python, Path scripts, Path data, StepWork work, int threads, double warmSeconds) {
    if (!ours()) {
      String script = scripts.resolve("peer.py").toString();
      return List.of(
          python.toString(),
          script,
          program,
          rule.label(),
          mode.toString(),
          form,
          data.toString(),
          String.valueOf(threads),
          String.valueOf(warmSeconds));
    }
    // The collector that takes least memory; a step makes no garbage that would need a quicker one.
    List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmn16m"));
    flags.addAll(JavaCommand.sameWidth());
    List<String> arguments = new ArrayList<>(List.of("bench", "step", "--serve"));
    arguments.addAll(List.of("--rules", rule.label(), "--modes", mode.toString()));
    String trace = form.equals("-") ? TraceForm.AUTO.label() : form;
    arguments.addAll(List.of("--forms", trace, "--threads", String.valueOf(threads)));
    arguments.addAll(List.of("--warm", String.valueOf(warmSeconds)));
    arguments.addAll(flags(work));
    return JavaCommand.afterspike(flags, arguments);
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
