package io.afterspike.bench.scaling;

import io.afterspike.bench.peers.PeerFailure;
import io.afterspike.bench.peers.PeerProcess;
import io.afterspike.bench.peers.PeerSide;
import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One measurement, made in a Java machine of its own so that its peak of memory is its own.
 *
 * @param subject the rule and form
 * @param variable what grows
 * @param value how large it is
 * @param millis the shortest sequence
 * @param state the bytes of Java memory that the network holds
 * @param peak the most memory the process had in use
 * @param modelFlops the operations that the formulas say
 * @param modelBytes the bytes that the formulas say
 */
public record ScalingPoint(
    StepSubject subject,
    Variable variable,
    int value,
    double millis,
    double state,
    double peak,
    double modelFlops,
    double modelBytes) {
  private static final long LIMIT_SECONDS = 900;

  /**
   * Measures.
   *
   * @param sequences how many sequences, of which the shortest counts
   * @param log gets what the process writes to standard error
   * @throws PeerFailure if the process fails
   */
  public static ScalingPoint measure(
      StepSubject subject, Variable variable, int value, StepWork base, int sequences, Path log)
      throws PeerFailure {
    StepWork work = variable.of(base, value);
    try (PeerProcess process =
        new PeerProcess(command(subject, work, sequences), log, LIMIT_SECONDS)) {
      double[] found = process.answer("point");
      if (found.length != 3) {
        throw new PeerFailure("expected three numbers, found " + found.length);
      }
      return new ScalingPoint(
          subject,
          variable,
          value,
          found[0],
          found[1],
          found[2],
          ScalingModel.flops(subject, work),
          ScalingModel.bytes(subject, work));
    }
  }

  private static List<String> command(StepSubject subject, StepWork work, int sequences) {
    // A collector that holds no more than it must, so that the peak is the program's; that leaves
    // no dead objects where they are, which would count as live.
    List<String> flags =
        new ArrayList<>(
            List.of("-XX:+UseSerialGC", "-Xmn16m", "-XX:MarkSweepAlwaysCompactCount=1"));
    flags.addAll(JavaCommand.sameWidth());
    List<String> arguments = new ArrayList<>(List.of("bench", "step", "--point"));
    arguments.addAll(List.of("--rules", subject.rule().label(), "--modes"));
    arguments.addAll(List.of(subject.mode().toString(), "--forms", subject.form().label()));
    arguments.addAll(List.of("--threads", String.valueOf(subject.threads())));
    arguments.addAll(List.of("--rounds", String.valueOf(sequences), "--warm", "0.5"));
    arguments.addAll(PeerSide.flags(work));
    return JavaCommand.afterspike(flags, arguments);
  }
}
