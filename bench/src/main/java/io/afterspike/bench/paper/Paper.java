package io.afterspike.bench.paper;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.sweep.Cell;
import io.afterspike.bench.sweep.PlanFile;
import io.afterspike.bench.sweep.SweepFolder;
import io.afterspike.bench.sweep.SweepPlan;
import io.afterspike.bench.sweep.SweepRunner;
import io.afterspike.bench.sweep.SweepTable;
import io.afterspike.bench.train.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Runs the plans of the paper's tables and figures, and writes their pages. */
public final class Paper {
  private final PaperOptions options;
  private final Map<String, SweepPlan> plans = new LinkedHashMap<>();

  /** What was asked for. */
  public Paper(PaperOptions options) {
    this.options = options;
    for (PaperItem item : options.items()) {
      for (String name : item.plans()) {
        if (!plans.containsKey(name)) {
          plan(name).ifPresent(plan -> plans.put(name, plan));
        }
      }
    }
  }

  /** A plan at the scale asked for; empty if it needs recordings and none are given. */
  private Optional<SweepPlan> plan(String name) {
    Map<String, String> changes = new LinkedHashMap<>(options.changes());
    SweepPlan plan = PlanFile.read("paper/" + name, options.planScale(), changes);
    if (!asksForData(plan)) {
      return Optional.of(plan);
    }
    Optional<Path> data = options.data(name.equals("ssc") ? "ssc" : "shd");
    if (data.isEmpty()) {
      return Optional.empty();
    }
    changes.put(Setting.DATA.key(), data.get().toString());
    return Optional.of(PlanFile.read("paper/" + name, options.planScale(), changes));
  }

  private static boolean asksForData(SweepPlan plan) {
    return plan.cells().stream()
        .anyMatch(cell -> cell.config().get(Setting.DATA).equals(PlanFile.GIVEN_DATA));
  }

  /** The plans that can be run, by their names. */
  public Map<String, SweepPlan> plans() {
    return Map.copyOf(plans);
  }

  /** The items that need recordings which are not given. */
  public List<PaperItem> withoutData() {
    return options.items().stream()
        .filter(item -> item.plans().stream().noneMatch(plans::containsKey))
        .toList();
  }

  private SweepFolder folder(String plan) {
    return new SweepFolder(options.out().resolve("plans").resolve(plan));
  }

  /**
   * Works on all cells of all plans that have no result yet.
   *
   * @throws IOException if a folder cannot be made
   */
  public SweepRunner.Outcome run(Screen screen, BooleanSupplier stop, int workers)
      throws IOException {
    List<SweepRunner.Job> jobs = new ArrayList<>();
    plans.forEach(
        (name, plan) -> {
          for (Cell cell : plan.cells()) {
            jobs.add(new SweepRunner.Job(plan, cell, folder(name)));
          }
        });
    return new SweepRunner(screen, stop).run(jobs, workers);
  }

  /**
   * Writes a page and its pictures for every item of which there are results, and a list of all.
   *
   * @return the pages' files
   * @throws IOException if a file cannot be written
   */
  public List<Path> write() throws IOException {
    Files.createDirectories(options.out());
    Map<String, PlanResults> results = new LinkedHashMap<>();
    for (Map.Entry<String, SweepPlan> entry : plans.entrySet()) {
      SweepFolder folder = folder(entry.getKey());
      PlanResults read = PlanResults.read(entry.getValue(), folder);
      if (!read.isEmpty()) {
        results.put(entry.getKey(), read);
      }
      if (read.missing() == 0) {
        SweepTable.collect(entry.getValue(), List.of(folder)).write(folder);
      }
    }
    List<Path> pages = new ArrayList<>();
    for (PaperItem item : options.items()) {
      Map<String, PlanResults> own = new LinkedHashMap<>();
      item.plans().stream()
          .filter(results::containsKey)
          .forEach(name -> own.put(name, results.get(name)));
      if (!own.isEmpty()) {
        pages.add(write(item, own));
      }
    }
    writeIndex();
    return pages;
  }

  private Path write(PaperItem item, Map<String, PlanResults> results) throws IOException {
    HtmlPage page = new HtmlPage(item.heading() + ": " + item.title());
    Sheet sheet = new Sheet(page);
    page.summary(item.summary());
    for (String warning : warnings(item, results)) {
      page.warning(warning);
    }
    item.content().add(sheet, results);
    page.heading("How it was made");
    page.table(table(results));
    page.code(commands(item, results));
    Path file = options.out().resolve(item.label() + ".html");
    page.write(file);
    int number = 1;
    for (Drawing picture : sheet.pictures()) {
      byte[] svg = picture.svg().getBytes(StandardCharsets.UTF_8);
      AtomicFiles.write(
          options.out().resolve(item.label() + "-" + number++ + ".svg"), out -> out.write(svg));
    }
    return file;
  }

  private List<String> warnings(PaperItem item, Map<String, PlanResults> results) {
    List<String> warnings = new ArrayList<>();
    if (options.small() && item == PaperItem.TABLE_1) {
      warnings.add("Small scale: each time is the median of fewer sequences.");
    } else if (options.small()) {
      warnings.add(
          "Small scale: far fewer minibatches and seeds than the paper's, so that it takes minutes."
              + " It shows that everything runs, and what shows early in training; it cannot rank"
              + " final accuracies. Full scale: leave out --scale small.");
    }
    int missing = results.values().stream().mapToInt(PlanResults::missing).sum();
    if (missing > 0) {
      warnings.add(missing + " cells have no result yet: means are over those that have.");
    }
    for (String name : item.plans()) {
      if (!plans.containsKey(name)) {
        warnings.add("Left out, since it needs recordings: " + name + ". " + PaperOptions.GET_DATA);
      }
    }
    Set<String> stand = new LinkedHashSet<>();
    results
        .values()
        .forEach(plan -> plan.rows().forEach(row -> stand.add(row.result().data().name())));
    stand.removeIf(name -> name.endsWith("-randman") || name.equals("none"));
    if (!stand.isEmpty() && !options.genuine()) {
      String wanted = item.plans().contains("ssc") ? "SSC" : "SHD";
      warnings.add(
          "Not "
              + wanted
              + ": these are recordings in its format from the folder "
              + String.join(", ", stand)
              + ". The paper's values stand beside them for the pattern only. "
              + PaperOptions.GET_DATA);
    }
    return warnings;
  }

  private static Table table(Map<String, PlanResults> results) {
    List<String> header = new ArrayList<>(List.of("plan", "cells", "processor time", "seeds"));
    List<Setting> shown =
        List.of(
            Setting.LAYERS,
            Setting.BATCH,
            Setting.STEPS,
            Setting.MINIBATCHES,
            Setting.MINIBATCHES_PER_DRAW,
            Setting.LEARNING_RATE);
    shown.forEach(setting -> header.add(setting.key().replace('-', ' ')));
    List<List<String>> rows = new ArrayList<>();
    results.forEach(
        (name, plan) -> {
          List<String> row = new ArrayList<>(List.of(name));
          row.add(Integer.toString(plan.rows().size()));
          row.add(Texts.duration(plan.seconds()));
          row.add(String.join(", ", plan.values(Setting.SEED)));
          for (Setting setting : shown) {
            boolean drawn =
                plan.values(Setting.DATA).stream().anyMatch(data -> data.endsWith("-randman"));
            boolean applies = setting != Setting.MINIBATCHES_PER_DRAW || drawn;
            row.add(applies ? String.join(", ", plan.values(setting)) : "–");
          }
          rows.add(row);
        });
    return new Table(header, rows);
  }

  private String commands(PaperItem item, Map<String, PlanResults> results) {
    StringBuilder text = new StringBuilder("./afterspike paper " + item.label());
    text.append(options.flags()).append('\n');
    text.append("# its plans alone, also as job arrays (sweep slurm):\n");
    for (String name : results.keySet()) {
      text.append("./afterspike sweep paper/").append(name).append(options.sweepFlags(name));
      text.append('\n');
    }
    return text.toString().stripTrailing();
  }

  /** A page that lists the pages that are there, also those of earlier calls. */
  private void writeIndex() throws IOException {
    HtmlPage page = new HtmlPage("The paper's tables and figures");
    page.summary(
        "Online Training with Postsynaptic Estimates, made again"
            + (options.small() ? " at small scale" : "")
            + ": each page has the paper's values beside ours.");
    List<Fact> links = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (PaperItem item : PaperItem.values()) {
      String file = item.label() + ".html";
      if (Files.exists(options.out().resolve(file))) {
        links.add(new Fact(item.heading() + ": " + item.title(), file));
      } else {
        missing.add(item.heading());
      }
    }
    page.links(links);
    if (!missing.isEmpty()) {
      page.paragraph("Not made yet: " + String.join(", ", missing) + ".");
    }
    page.write(options.out().resolve("index.html"));
  }
}
