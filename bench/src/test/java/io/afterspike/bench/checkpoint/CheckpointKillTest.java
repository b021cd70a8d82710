package io.afterspike.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.NetworkState;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;

/**
 * A run that is killed while it writes checkpoints always leaves the old one or the new. The number
 * of kills is the property {@code checkpoint.kills}, so that a long run can try more.
 */
class CheckpointKillTest {
  private static final int KILLS = Integer.getInteger("checkpoint.kills", 20);

  @TempDir Path folder;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void theFileIsAlwaysTheOldOrTheNewCheckpoint() throws Exception {
    Path file = folder.resolve("run.safetensors");
    SplittableRandom random = new SplittableRandom();
    int inTheMiddle = 0;
    int unreported = 0;
    long last = -1;
    Process writer = start(file);
    try {
      for (int kill = 1; kill <= KILLS; kill++) {
        go(writer);
        DataInputStream written = new DataInputStream(writer.getInputStream());
        last = written.readLong();
        Process next = start(file); // Starting takes longer than all the rest.
        sleep(random.nextInt(30_000));
        writer
            .toHandle()
            .destroyForcibly(); // Unlike the process's own, leaves its output readable.
        writer.waitFor();
        last = lastOf(written, last);
        writer = next;

        Checkpoint found = Checkpoints.read(file);
        long number = found.minibatch();
        assertTrue(
            number == last || number == last + 1,
            "kill " + kill + ": expected " + last + " or the next, found " + number);
        SameCheckpoint.assertSame(NumberedCheckpoint.of(number), found);
        unreported += number == last ? 0 : 1;
        inTheMiddle += deleteTemporaries(file);
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    System.out.printf(
        "%d kills, %d in the middle of a file, %d between the move and its report, last %d%n",
        KILLS, inTheMiddle, unreported, last);
    assertTrue(inTheMiddle > 0, "no kill in the middle of a file");
  }

  /** Starts a JVM that waits for its signal. */
  private Process start(Path file) throws IOException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp"));
    command.add(
        String.join(
            File.pathSeparator,
            placeOf(Checkpoints.class),
            placeOf(NumberedCheckpoint.class),
            placeOf(NetworkState.class),
            placeOf(JsonParser.class)));
    command.add(NumberedCheckpoint.class.getName());
    command.add(file.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static void go(Process writer) throws IOException {
    writer.getOutputStream().write('\n');
    writer.getOutputStream().flush();
  }

  private static void sleep(int microseconds) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep(microseconds);
  }

  /** What a killed writer still said. */
  private static long lastOf(DataInputStream written, long first) throws IOException {
    long last = first;
    try {
      while (true) {
        long number = written.readLong();
        assertEquals(last + 1, number);
        last = number;
      }
    } catch (EOFException e) {
      return last;
    }
  }

  /** Deletes what a killed writer left; a later write would do so, but only after an hour. */
  private int deleteTemporaries(Path file) throws IOException {
    int deleted = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(p -> !p.equals(file)).toList()) {
        Files.delete(path);
        deleted++;
      }
    }
    return deleted;
  }
}
