package io.afterspike.bench.scaling;

import io.afterspike.bench.peers.PeerFailure;
import io.afterspike.bench.peers.PeerProcess;
import io.afterspike.bench.peers.PeerSide;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import io.afterspike.kernels.cpu.VectorModule;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A collector that holds no more than it must, so that the peak is the program's.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmn16m", "--add-modules=jdk.incubator.vector"));
    // Else a collection leaves up to a twentieth of the dead where it is, and counts it as live.
    command.addAll(List.of("-XX:MarkSweepAlwaysCompactCount=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    String bits = System.getProperty(VectorModule.WIDTH_PROPERTY, "");
    if (!bits.isEmpty()) {
      command.add("-D" + VectorModule.WIDTH_PROPERTY + "=" + bits);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.afterspike.bench.cli.Afterspike");
    command.addAll(List.of("bench", "step", "--point"));
    command.addAll(List.of("--rules", subject.rule().label(), "--modes"));
    command.addAll(List.of(subject.mode().toString(), "--forms", subject.form().label()));
    command.addAll(List.of("--threads", String.valueOf(subject.threads())));
    command.addAll(List.of("--rounds", String.valueOf(sequences), "--warm", "0.5"));
    command.addAll(PeerSide.flags(work));
    return command;
  }
}
