package io.afterspike.bench.cli;

import io.afterspike.bench.bundle.Bundle;
import io.afterspike.bench.bundle.BundleSources;
import io.afterspike.bench.conform.VectorPlace;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.peers.PeerSetup;
import io.afterspike.bench.process.ProgramPlace;
import io.afterspike.engine.MemoryEstimate;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike bundle}: the program for machines without Java. */
@Command(
    name = "bundle",
    mixinStandardHelpOptions = true,
    header = "Packs the program for a machine that has neither Java nor Maven.",
    description = {
      "",
      "One archive with a small Java, all jars and kernels, the conformance vectors,",
      "the scripts of bench peers and a launcher: unpack it on a machine of the same",
      "system, such as a cluster node with a GPU, and run it there.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bundle",
      "  afterspike bundle ../afterspike.tar.gz",
      "",
      "Exit code: 0 written, 2 wrong usage, no jlink in this Java, or no place to write."
    })
public final class BundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "the archive; default afterspike-SYSTEM.tar.gz in this folder")
  private Path file;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  /** Made by picocli. */
  public BundleCommand() {}

  @Override
  public Integer call() throws IOException {
    Path place = ProgramPlace.find();
    Path peers = PeerSetup.scripts(place);
    BundleSources sources =
        new BundleSources(
            jars(), VectorPlace.find(place), peers, peers.getParent().resolveSibling("LICENSE"));
    String system = system();
    Path target = file == null ? Path.of("afterspike-" + system + ".tar.gz") : file;
    PrintWriter err = spec.commandLine().getErr();
    Bundle bundle = Bundle.make(target, sources, Screen.of(err, err, quiet));
    print(bundle, system, sources.hasCuda());
    return 0;
  }

  private void print(Bundle bundle, String system, boolean cuda) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %s, %d files, Java %s%n",
        bundle.file(), MemoryEstimate.readable(bundle.bytes()), bundle.files(), Runtime.version());
    if (!cuda) {
      out.println("without CUDA: this build has no natives of JCuda");
    }
    out.printf("%nOn the other machine (%s):%n", system);
    out.println("  tar xzf " + bundle.file().getFileName());
    out.println("  afterspike/afterspike check             the GPU, about three minutes, one page");
    out.println("  afterspike/afterspike --help            everything else");
    out.flush();
  }

  private static List<Path> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  /** The system that this Java runs on, such as {@code linux-x86_64}. */
  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    return name + "-" + System.getProperty("os.arch").replace("amd64", "x86_64");
  }
}
