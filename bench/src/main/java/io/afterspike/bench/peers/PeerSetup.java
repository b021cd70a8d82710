package io.afterspike.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the peers' scripts, makes the virtual environment that they run in. */
public final class PeerSetup {
  private static final String INSTALLED = "installed.txt";

  private PeerSetup() {}

  /**
   * The folder of {@code peer.py} in a checkout: looked for from each of {@code starts} upwards.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Path scripts(Path... starts) {
    for (Path start : starts) {
      for (Path folder = start.toAbsolutePath(); folder != null; folder = folder.getParent()) {
        Path scripts = folder.resolve("bench/peers");
        if (Files.isRegularFile(scripts.resolve("peer.py"))) {
          return scripts;
        }
      }
    }
    throw new IllegalArgumentException(
        "peers: expected bench/peers/peer.py in a folder above "
            + Arrays.stream(starts).map(Path::toAbsolutePath).toList()
            + ", found none; the peers need a checkout of the sources");
  }

  /** The interpreter of an environment. */
  public static Path python(Path environment) {
    return environment.resolve("bin/python");
  }

  /**
   * Installs what {@code requirements.txt} pins, unless it is there.
   *
   * @throws IOException if it cannot be done, with the last lines of what was said
   */
  public static void install(Path environment, Path scripts, Consumer<String> progress)
      throws IOException {
    String wanted = Files.readString(scripts.resolve("requirements.txt"));
    Path installed = environment.resolve(INSTALLED);
    if (Files.isRegularFile(installed) && Files.readString(installed).equals(wanted)) {
      return;
    }
    progress.accept("installing the pinned peers in " + environment + " (some gigabytes, once)");
    if (!Files.isExecutable(python(environment))) {
      run(List.of("python3", "-m", "venv", environment.toString()), progress);
    }
    String requirements = scripts.resolve("requirements.txt").toString();
    run(
        List.of(python(environment).toString(), "-m", "pip", "install", "-q", "-r", requirements),
        progress);
    Files.writeString(installed, wanted);
  }

  /**
   * The versions that an interpreter has, in one line.
   *
   * @throws IOException if it cannot be run
   */
  public static String versions(Path python) throws IOException {
    String program =
        """
        import sys, importlib.metadata as metadata
        have = {d.metadata["Name"]: d.version for d in metadata.distributions()}
        names = [f"{p} {have[p]}" if p in have else f"no {p}" for p in ("jax", "torch", "numpy")]
        print("Python", sys.version.split()[0] + ",", ", ".join(names))
        """;
    List<String> lines = run(List.of(python.toString(), "-c", program), line -> {});
    return lines.isEmpty() ? "unknown versions" : lines.get(lines.size() - 1);
  }

  /** The first NVIDIA GPU and its driver, in one line. */
  public static String gpu() {
    List<String> command =
        List.of("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader");
    try {
      List<String> lines = run(command, line -> {});
      return lines.isEmpty() ? "unknown GPU" : lines.getFirst().replace(", ", ", driver ");
    } catch (IOException e) {
      return "unknown GPU";
    }
  }

  private static List<String> run(List<String> command, Consumer<String> progress)
      throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (!line.toLowerCase(Locale.ROOT).contains("warning")) {
          progress.accept(line);
        }
      }
      int code = process.waitFor();
      if (code != 0) {
        String said =
            String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        throw new IOException(
            "peers: " + command.get(0) + " ended with exit code " + code + ": " + said);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while setting up the peers");
    }
    return lines;
  }
}
