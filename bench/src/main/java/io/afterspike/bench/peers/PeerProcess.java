package io.afterspike.bench.peers;

import io.afterspike.bench.step.JavaMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A program that answers one line with one line. */
public final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Path log;
  private final long limitSeconds;
  private final Thread guard;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "afterspike-peer-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts it.
   *
   * @param log gets what it writes to standard error
   * @param limitSeconds how long an answer may take
   * @throws PeerFailure if it cannot be started
   */
  public PeerProcess(List<String> command, Path log, long limitSeconds) throws PeerFailure {
    this.log = log;
    this.limitSeconds = limitSeconds;
    try {
      process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new PeerFailure(e.getMessage());
    }
    guard = new Thread(this::end, "afterspike-peer-end");
    Runtime.getRuntime().addShutdownHook(guard);
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Waits for a line that begins with {@code word} and returns the numbers behind it; lines that
   * begin otherwise are not for us.
   *
   * @throws PeerFailure if it ends or takes too long, or what follows are not numbers
   */
  public double[] answer(String word) throws PeerFailure {
    boolean[] late = {false};
    ScheduledFuture<?> alarm =
        watchdog.schedule(
            () -> {
              late[0] = true;
              end();
            },
            limitSeconds,
            TimeUnit.SECONDS);
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.equals(word) || line.startsWith(word + " ")) {
          return numbers(line.substring(word.length()).strip());
        }
      }
      throw new PeerFailure(
          late[0] ? "no answer within " + limitSeconds + " s" : "ended: " + lastWords());
    } catch (IOException e) {
      throw new PeerFailure(e.getMessage());
    } finally {
      alarm.cancel(false);
    }
  }

  /**
   * Asks, and waits for the answer as {@link #answer} does.
   *
   * @throws PeerFailure if there is no answer
   */
  public double[] ask(String question, String word) throws PeerFailure {
    try {
      questions.write(question + "\n");
      questions.flush();
    } catch (IOException e) {
      throw new PeerFailure("ended: " + lastWords());
    }
    return answer(word);
  }

  private static double[] numbers(String text) throws PeerFailure {
    try {
      String[] words = text.isEmpty() ? new String[0] : text.split(" +");
      double[] numbers = new double[words.length];
      for (int k = 0; k < words.length; k++) {
        numbers[k] = Double.parseDouble(words[k]);
      }
      return numbers;
    } catch (NumberFormatException e) {
      throw new PeerFailure("expected numbers, found '" + text + "'");
    }
  }

  /** The last line that it wrote to standard error. */
  private String lastWords() {
    List<String> lines = lastLines(1);
    return lines.isEmpty() ? "it said nothing" : lines.getLast().strip();
  }

  /** The last lines that it wrote to standard error, blank ones left out. */
  public List<String> lastLines(int most) {
    try {
      List<String> lines =
          Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of("what it said cannot be read");
    }
  }

  /** With the processes that it started: they would keep its output open. */
  private void end() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** The most memory it has had in use; 0 where the system does not say. */
  public long peakMemory() {
    return JavaMemory.peakOf(process.pid());
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(guard);
    } catch (IllegalStateException e) {
      // Java is ending: the guard does it.
    }
  }
}
