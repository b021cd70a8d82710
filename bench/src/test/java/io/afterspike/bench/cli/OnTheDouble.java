package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.process.JavaCommand;
import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import io.afterspike.kernels.cuda.driverdouble.WithDriverDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs a program in a process of its own, on the double of the CUDA driver. */
final class OnTheDouble {
  private OnTheDouble() {}

  /** Skips the test where there can be no double. */
  static CommandLineRun run(Path folder, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    List<String> all = new ArrayList<>(List.of(main.getName()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    List<String> command =
        JavaCommand.of(List.of("-XX:+UseSerialGC"), WithDriverDouble.class.getName(), all);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    try {
      assertTrue(process.waitFor(4, TimeUnit.MINUTES), "did not end");
    } finally {
      process.destroyForcibly();
    }
    return new CommandLineRun(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
