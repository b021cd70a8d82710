package io.afterspike.bench.cli;

import io.afterspike.bench.peers.PeerDevice;
import io.afterspike.bench.peers.PeerPrecision;
import io.afterspike.bench.peers.RacePlan;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flags that say how the peers are run. A 0 is what suits the device. */
final class PeerOptions {
  private static final long LIMIT_SECONDS = 1800;
  private static final long GPU_LIMIT_SECONDS = 180;
  private static final int GPU_BURST = 10;
  private static final int GPU_TOGETHER = 6;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "simd",
      description = "our engine (${DEFAULT-VALUE})")
  String engine;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "",
      description = "the peers' device: cpu or gpu (that of the engine)")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "highest",
      description = {
        "of the peers' matrix products while they are timed: highest (float32),",
        "default (of each library), tf32 (${DEFAULT-VALUE})"
      })
  private String precision;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "turns of each program (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "sequences in a turn, of which the first does not count and the median",
        "of the others does; 0 is 1, on a GPU 10 (${DEFAULT-VALUE})"
      })
  private int burst;

  @Option(
      names = "--together",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "start so many programs side by side, those of all tasks before any is",
        "timed; 1 goes task by task; 0 is 1, on a GPU 6 (${DEFAULT-VALUE})"
      })
  private int together;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "what a start or a sequence may take; 0 is 1800, on a GPU 180 (${DEFAULT-VALUE})")
  private long limit;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "then no program is started and no round begun; 0 is never (${DEFAULT-VALUE})")
  private long budget;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "threads of each program; 0 is one per processor (${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "how long each program runs before (${DEFAULT-VALUE})")
  double warm;

  @Option(
      names = "--environment",
      paramLabel = "FOLDER",
      description = "the virtual environment (bench/target/peers)")
  Path environment;

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      description = "a Python that has the peers' libraries; nothing is installed")
  Path python;

  PeerDevice device() {
    return PeerDevice.named(device, engine);
  }

  PeerPrecision precision() {
    return PeerPrecision.named(precision);
  }

  int threads() {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException("threads: expected 0 to 1024, found " + threads);
    }
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  RacePlan plan() {
    boolean gpu = device() == PeerDevice.GPU;
    return new RacePlan(
        rounds,
        burst == 0 ? (gpu ? GPU_BURST : 1) : burst,
        together == 0 ? (gpu ? GPU_TOGETHER : 1) : together,
        limit == 0 ? (gpu ? GPU_LIMIT_SECONDS : LIMIT_SECONDS) : limit,
        budget == 0 ? RacePlan.UNLIMITED : budget);
  }
}
