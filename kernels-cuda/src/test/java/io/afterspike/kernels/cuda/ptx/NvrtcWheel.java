package io.afterspike.kernels.cuda.ptx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches the compiler: a Python package of 23 MB, of which two libraries are unpacked. */
final class NvrtcWheel {
  private static final List<String> LIBRARIES =
      List.of("libnvrtc-builtins.so.12.0", "libnvrtc.so.12");
  private static final int SECONDS = 120;

  private NvrtcWheel() {}

  /** The compiler's folder, or why there is none. */
  record Found(Path folder, String reason) {
    boolean isHere() {
      return folder != null;
    }
  }

  /**
   * Looks into {@code folder} and else downloads into it, within a time limit. Never throws for
   * lack of a network or of Python.
   */
  static Found in(Path folder) {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return new Found(null, "the compiler is fetched for Linux on x86-64 only");
    }
    try {
      if (!complete(folder)) {
        Files.createDirectories(folder);
        String failure = download(folder);
        if (failure != null) {
          return new Found(null, failure);
        }
        unpack(folder);
      }
      return new Found(folder, "");
    } catch (IOException e) {
      return new Found(null, "the compiler could not be fetched: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Found(null, "interrupted while the compiler was fetched");
    }
  }

  private static boolean complete(Path folder) {
    return LIBRARIES.stream().allMatch(name -> Files.exists(folder.resolve(name)));
  }

  private static String download(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "-m", "pip", "download", "--quiet"));
    command.addAll(List.of("--disable-pip-version-check", "--no-deps", "--only-binary=:all:"));
    command.addAll(List.of("--retries", "1", "--timeout", "20"));
    command.addAll(List.of("--platform", "manylinux1_x86_64", "--platform"));
    command.addAll(List.of("manylinux2014_x86_64", "--dest", folder.toString()));
    command.add("nvidia-cuda-nvrtc-cu12==" + Nvrtc.VERSION);
    Path log = folder.resolve("download.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "the compiler could not be fetched within " + SECONDS + " s";
    }
    return process.exitValue() == 0
        ? null
        : "the compiler could not be fetched (the log is in " + log + ")";
  }

  private static void unpack(Path folder) throws IOException {
    Path wheel;
    try (Stream<Path> files = Files.list(folder)) {
      wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      for (String name : LIBRARIES) {
        ZipEntry entry = zip.getEntry("nvidia/cuda_nvrtc/lib/" + name);
        if (entry == null) {
          throw new IOException(wheel + " has no " + name);
        }
        // Under its name only when complete, so that an interrupted run is repeated.
        Path part = folder.resolve(name + ".part");
        try (InputStream stream = zip.getInputStream(entry)) {
          Files.copy(stream, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.delete(wheel);
  }
}
