package io.afterspike.bench.cli;

import io.afterspike.bench.data.SpikeFixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a command line did.
 *
 * @param exitCode its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {
  /** Runs the whole command line in this process. */
  public static CommandLineRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Afterspike.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exitCode = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  /** {@code train} of the small setting below, changed by {@code more}. */
  public static CommandLineRun train(Path data, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", "--quiet"));
    arguments.addAll(small(data));
    arguments.addAll(List.of("--out", out));
    // A flag given twice is an error, so what is changed replaces what it changes.
    for (int i = 0; i < more.length; i += 2) {
      int known = arguments.indexOf(more[i]);
      if (known >= 0) {
        arguments.set(known + 1, more[i + 1]);
      } else {
        arguments.add(more[i]);
        arguments.add(more[i + 1]);
      }
    }
    return of(arguments.toArray());
  }

  /** Flags of a run of a few milliseconds on {@link #digits}. */
  public static List<Object> small(Path data) {
    return List.of(
        "--data",
        data,
        "--layers",
        "8",
        "--batch",
        "4",
        "--steps",
        "6",
        "--minibatches",
        "7",
        "--lr",
        "0.02",
        "--engine",
        "reference",
        "--threads",
        "1",
        "--seed",
        "3");
  }

  /** Makes a folder with three files of six spoken digits each. */
  public static Path digits(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String part : List.of("train", "valid", "test")) {
      Files.copy(SpikeFixtures.path("good/contiguous.h5"), folder.resolve("shd_" + part + ".h5"));
    }
    return folder;
  }
}
