package io.afterspike.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A side while it runs. Its failure is kept; it does not end the others. */
final class PeerRunner implements AutoCloseable {
  /** Sides slower than this run in few rounds. */
  private static final double SLOW_MILLIS = 5_000;

  private static final int SLOW_ROUNDS = 3;

  /** A turn ends after this time, whatever the burst. */
  private static final double LONG_TURN_MILLIS = 1_000;

  private static final int LAST_LINES = 5;

  private final PeerSide side;
  private final Consumer<String> progress;
  private final List<Double> millis = new ArrayList<>();
  private PeerProcess process;
  private double ready = Double.NaN;
  private long differ;
  private long spikes;
  private double error;
  private String failure = "";

  PeerRunner(PeerSide side, Consumer<String> progress) {
    this.side = side;
    this.progress = progress;
  }

  /** Something that may fail. */
  private interface Attempt {
    void run() throws PeerFailure;
  }

  private void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (PeerFailure e) {
      fail(what + ": " + e.getMessage());
    }
  }

  /** Says that it has failed. */
  void fail(String reason) {
    failure = reason;
    progress.accept(side.task() + ": " + side.name() + " failed to " + failure);
    if (process != null) {
      process.lastLines(LAST_LINES).forEach(line -> progress.accept("  | " + line));
      process.close();
    }
  }

  /** Starts it and lets it prove itself. */
  void start(List<String> command, Path logs, long limitSeconds) {
    attempt("start", () -> getReady(command, logs, limitSeconds));
  }

  private void getReady(List<String> command, Path logs, long limitSeconds) throws PeerFailure {
    progress.accept(side.task() + ": starting " + side.name());
    String log = (side.task() + " " + side.name()).replace(' ', '-').replace(':', '-') + ".log";
    long start = System.nanoTime();
    process = new PeerProcess(command, logs.resolve(log), limitSeconds);
    process.answer("ready");
    ready = (System.nanoTime() - start) * 1e-9;
    if (side.ours()) {
      return;
    }
    double[] checked = process.ask("check", "checked");
    if (checked.length != 3) {
      throw new PeerFailure("expected three numbers, found " + Arrays.toString(checked));
    }
    differ = (long) checked[0];
    spikes = (long) checked[1];
    error = checked[2];
    progress.accept(
        String.format(
            "%s: %s: %d of %d spikes differ, gradients differ by %.1e relative%s",
            side.task(),
            side.name(),
            differ,
            spikes,
            error,
            differ == 0 ? "" : " on equal spikes"));
  }

  /** A turn. */
  void turn(int round, int burst) {
    boolean slow = millis.stream().mapToDouble(m -> m).min().orElse(0) >= SLOW_MILLIS;
    if (failure.isEmpty() && (round < SLOW_ROUNDS || !slow)) {
      attempt("run", () -> millis.add(sequences(burst)));
    }
  }

  private double sequences(int burst) throws PeerFailure {
    double first = sequence();
    double spent = first;
    List<Double> others = new ArrayList<>();
    while (others.size() < burst - 1 && spent < LONG_TURN_MILLIS) {
      others.add(sequence());
      spent += others.getLast();
    }
    double[] counted = others.stream().mapToDouble(m -> m).toArray();
    return others.isEmpty() ? first : PeerResult.median(counted);
  }

  private double sequence() throws PeerFailure {
    double[] answer = process.ask("run", "ms");
    if (answer.length != 1 || !(answer[0] > 0)) {
      throw new PeerFailure("expected one time, found " + Arrays.toString(answer));
    }
    return answer[0];
  }

  PeerSide side() {
    return side;
  }

  PeerResult result() {
    double[] times = millis.stream().mapToDouble(m -> m).toArray();
    long memory = process == null ? 0 : process.peakMemory();
    return new PeerResult(side, ready, differ, spikes, error, times, memory, failure);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
