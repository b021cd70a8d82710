package io.afterspike.bench.cli;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.paper.Paper;
import io.afterspike.bench.paper.PaperItem;
import io.afterspike.bench.paper.PaperOptions;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.bench.sweep.SweepRunner;
import io.afterspike.bench.train.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike paper}: makes the paper's tables and figures. */
@Command(
    name = "paper",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Makes the tables and figures of the paper, its values beside ours.",
    description = {
      "",
      "Without an item, lists them. Each is a plan of runs that can be interrupted and",
      "run again, and ends in a page (HTML) with its pictures (SVG). Full scale is the",
      "paper's: days on two processors; --scale small takes minutes and says on each",
      "page what it cannot show.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike paper",
      "  afterspike paper figure-3 figure-4 --scale small",
      "  afterspike paper all --scale small --data FOLDER",
      "  afterspike paper table-2 --data SHD-FOLDER --genuine",
      "  afterspike sweep slurm paper/shd-online --data SHD-FOLDER"
    })
public final class PaperCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ITEM", description = "all, or tables and figures such as figure-2")
  private List<String> names = new ArrayList<>();

  @Option(names = "--scale", paramLabel = "SCALE", description = "full or small (full)")
  private String scale = "full";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "recordings in the format of SHD or SSC; may be given for each. Other recordings stand in"
              + " for them, and the pages say so")
  private List<Path> data = new ArrayList<>();

  @Option(names = "--genuine", description = "the recordings are the published SHD or SSC")
  private boolean genuine;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting, or seeds, in the place of the plans'; may be repeated")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(names = "--out", paramLabel = "FOLDER", description = "(runs/paper-SCALE)")
  private Path out;

  @Option(names = "--pages", description = "run nothing, make pages of what is there")
  private boolean pagesOnly;

  @Option(names = "--workers", description = "cells at once (one a processor)")
  private int workers;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  /** Made by picocli. */
  public PaperCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter output = spec.commandLine().getOut();
    if (names.isEmpty()) {
      list(output);
      return 0;
    }
    Path folder = out != null ? out : Path.of("runs", "paper-" + scale);
    PaperOptions options =
        new PaperOptions(PaperItem.named(names), scale, data, genuine, changes, folder);
    Paper paper = new Paper(options);
    try (Interruption interruption = new Interruption()) {
      return make(paper, interruption, output);
    }
  }

  private int make(Paper paper, Interruption interruption, PrintWriter output) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    int code = 0;
    if (!pagesOnly) {
      Screen screen = Screen.of(output, err, quiet);
      int atOnce = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
      SweepRunner.Outcome outcome = paper.run(screen, interruption, atOnce);
      outcome.failures().forEach(failure -> err.println("afterspike: " + failure));
      if (outcome.interrupted() > 0) {
        err.println("afterspike: interrupted; the same command goes on");
        err.flush();
        return INTERRUPTED;
      }
      code = outcome.complete() ? 0 : 1;
    }
    for (Path page : paper.write()) {
      output.println(page);
    }
    for (PaperItem item : paper.withoutData()) {
      err.println("afterspike: " + item.label() + " needs recordings and was left out");
    }
    if (!paper.withoutData().isEmpty()) {
      err.println("afterspike: " + PaperOptions.GET_DATA);
    }
    output.flush();
    err.flush();
    return code;
  }

  private static void list(PrintWriter output) {
    List<List<String>> rows = new ArrayList<>();
    for (PaperItem item : PaperItem.values()) {
      rows.add(
          List.of(item.label(), item.title(), "paper/" + String.join(", paper/", item.plans())));
    }
    output.print(TextTable.of(new Table(List.of("item", "", "plans"), rows)));
    output.flush();
  }
}
