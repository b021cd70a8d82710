package io.afterspike.bench.peers;

import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.TraceForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines that start sides.
 *
 * @param python the interpreter that has the peers' libraries
 * @param scripts the folder of {@code peer.py}
 * @param data what {@code bench step --export} wrote
 * @param work the same work in flags
 * @param engine ours
 * @param device the peers'
 * @param precision of the peers' matrix products
 * @param threads of each program
 * @param warmSeconds how long each runs before it is ready
 */
public record PeerCommands(
    Path python,
    Path scripts,
    Path data,
    StepWork work,
    String engine,
    PeerDevice device,
    PeerPrecision precision,
    int threads,
    double warmSeconds) {

  /** What starts a side. */
  public List<String> of(PeerSide side) {
    return side.ours() ? ours(side) : peer(side);
  }

  private List<String> peer(PeerSide side) {
    return List.of(
        python.toString(),
        scripts.resolve("peer.py").toString(),
        side.program(),
        side.rule().label(),
        side.mode().toString(),
        side.form(),
        data.toString(),
        "--threads",
        String.valueOf(threads),
        "--warm",
        String.valueOf(warmSeconds),
        "--device",
        device.toString(),
        "--precision",
        precision.toString());
  }

  private List<String> ours(PeerSide side) {
    // The collector that takes least memory; a step makes no garbage that would need a quicker one.
    List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmn16m"));
    flags.addAll(JavaCommand.sameWidth());
    String form = side.form().equals("-") ? TraceForm.AUTO.label() : side.form();
    List<String> arguments = new ArrayList<>(List.of("bench", "step", "--serve"));
    arguments.addAll(List.of("--engine", engine));
    arguments.addAll(List.of("--rules", side.rule().label(), "--modes", side.mode().toString()));
    arguments.addAll(List.of("--forms", form, "--threads", String.valueOf(threads)));
    arguments.addAll(List.of("--warm", String.valueOf(warmSeconds)));
    arguments.addAll(PeerSide.flags(work));
    return JavaCommand.afterspike(flags, arguments);
  }
}
