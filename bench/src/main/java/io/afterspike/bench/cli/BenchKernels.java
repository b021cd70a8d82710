package io.afterspike.bench.cli;

import io.afterspike.bench.kernels.KernelPage;
import io.afterspike.bench.kernels.KernelResult;
import io.afterspike.bench.kernels.KernelRun;
import io.afterspike.bench.kernels.KernelSize;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike bench kernels}: every kernel against the machine's limit, by JMH. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    header = "Times every kernel beside the machine's limit, by JMH.",
    description = {
      "",
      "Each kernel, size and vector width runs in a Java machine of its own: the",
      "result is checked against the plain loops bit for bit, then it is timed, then",
      "what the machine can do at this width is measured by loops of our own. One",
      "thread. Leaves kernels.json (JMH's format) and kernels.html.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench kernels                all of them, half an hour",
      "  afterspike bench kernels --quick        one width, short; ten minutes",
      "  afterspike bench kernels --filter Projection --widths 128,256,512",
      "  afterspike bench kernels --docs docs    also into docs/performance.md"
    })
public final class BenchKernels implements Callable<Integer> {
  private static final String SECTION = "bench kernels";

  @Spec private CommandSpec spec;

  @Option(
      names = "--filter",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "kernels in whose name this is found (all)")
  private String filter;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "SIZE",
      defaultValue = "small,middle,large",
      description = "small, middle, large (${DEFAULT-VALUE})")
  private List<KernelSize> sizes;

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "BITS",
      description = "128, 256, 512; 0 is the machine's own (128,256,512)")
  private List<Integer> widths;

  @Option(names = "--quick", description = "the machine's own width, short times")
  private boolean quick;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "1",
      description = "Java machines for each; claims want 3 (${DEFAULT-VALUE})")
  private int forks;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "runs/bench",
      description = "where the files go (${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      description = "write the table into performance.md there")
  private Path docs;

  /** Made by picocli. */
  public BenchKernels() {}

  @Override
  public Integer call() throws IOException {
    List<Integer> bits = widths != null ? widths : quick ? List.of(0) : List.of(128, 256, 512);
    for (int width : bits) {
      if (!List.of(0, 128, 256, 512).contains(width)) {
        throw new IllegalArgumentException("widths: expected 128, 256, 512 or 0, found " + width);
      }
    }
    if (forks < 1 || forks > 100) {
      throw new IllegalArgumentException("forks: expected 1 to 100, found " + forks);
    }
    Documents documents = docs == null ? null : new Documents(docs);
    KernelRun run =
        quick
            ? new KernelRun(filter, sizes, forks, 2, 200)
            : new KernelRun(filter, sizes, forks, 4, 400);
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench kernels: " + run.machines() * bits.size() + " Java machines to run");
    Surroundings where = Surroundings.now();
    List<KernelResult> results = new ArrayList<>();
    for (int width : bits) {
      results.addAll(
          run.run(
              width,
              line -> {
                err.println("bench kernels: done " + line);
                err.flush();
              }));
    }
    Files.createDirectories(folder);
    run.writeJson(folder.resolve("kernels.json"));
    KernelPage.page(where, results).write(folder.resolve("kernels.html"));
    if (documents != null) {
      String table = MarkdownTable.of(KernelPage.table(results));
      documents.section(SECTION, where + ". One thread.\n\n" + table);
      documents.file("kernels.json", Files.readString(folder.resolve("kernels.json")));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(where);
    out.println();
    out.print(TextTable.of(KernelPage.table(results)));
    out.println();
    out.println("written to " + folder.resolve("kernels.html") + " and kernels.json");
    out.flush();
    return 0;
  }
}
