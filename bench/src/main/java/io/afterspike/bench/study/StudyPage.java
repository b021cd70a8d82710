package io.afterspike.bench.study;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.MemoryLevel;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Table;
import io.afterspike.engine.CudaEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A study as a page. */
final class StudyPage {
  private static final int MOST_NAMED = 3;

  private final Study study;
  private final StudyTable table;
  private final HtmlPage page = new HtmlPage("CPU and GPU over the size of the work");

  private StudyPage(Study study) {
    this.study = study;
    this.table = new StudyTable(study);
  }

  static HtmlPage of(Study study) {
    StudyPage made = new StudyPage(study);
    made.head();
    made.missing();
    made.base();
    made.roofline();
    made.crossover();
    made.scaling();
    made.memory();
    made.machines();
    return made.page;
  }

  private void head() {
    String where =
        study.machines().stream().map(StudyMachine::name).collect(Collectors.joining("; "));
    page.summary(
        "Time, work, memory and share of the machine's limits of every rule, over width, batch,"
            + " steps, density and depth. Measured on: "
            + where
            + ".");
    if (study.machines().stream().anyMatch(machine -> machine.where().busy())) {
      page.warning(
          "A machine was busy with other work when its study began: only ratios of sides that"
              + " ran in turn say something.");
    }
    study.missing().stream()
        .filter(NotMeasured::failed)
        .forEach(each -> page.warning("Failed: " + each.what() + ": " + each.reason()));
    page.paragraph(
        "A sequence is one pass over all steps with every gradient and every update computed."
            + " The sides of a cell run in turn, round after round; the median counts. Operations"
            + " and bytes are what the rule has to do by its definition, each array counted once"
            + " an operation; the share of the limit is the least time that they could take by the"
            + " measured limits, divided by the median.");
  }

  /** In plain words, alike ones together. */
  private void missing() {
    page.heading("What was not measured");
    List<List<String>> rows = new ArrayList<>();
    for (StudyMachine machine : study.machines()) {
      machine
          .absent()
          .forEach((engine, reason) -> rows.add(List.of(machine.name(), engine, reason)));
    }
    Map<List<String>, List<String>> alike = new LinkedHashMap<>();
    for (NotMeasured each : study.missing()) {
      alike
          .computeIfAbsent(List.of(each.machine(), each.reason()), k -> new ArrayList<>())
          .add(each.what());
    }
    alike.forEach(
        (key, all) -> {
          String named = String.join("; ", all.subList(0, Math.min(MOST_NAMED, all.size())));
          int more = all.size() - MOST_NAMED;
          rows.add(
              List.of(key.get(0), named + (more > 0 ? "; and " + more + " more" : ""), key.get(1)));
        });
    boolean gpu = table.devices().stream().anyMatch(StudyDevice::isGpu);
    if (!gpu) {
      page.paragraph(
          "No GPU was measured, so nothing here says whether one would be faster. The same"
              + " command on a machine with one, and 'afterspike study --merge' on both results,"
              + " adds it.");
    }
    page.paragraph(
        "Widths of vectors are compared in the middle of the grid only, each in a process of its"
            + " own, without memory. Memory of Java objects below 0.1 MB is not told apart from"
            + " other objects. Energy is not measured.");
    if (!rows.isEmpty()) {
      page.table(new Table(List.of("machine", "not measured", "why"), rows));
    }
  }

  private void base() {
    page.heading("Each rule in the middle of the grid");
    for (StudyMachine machine : study.machines()) {
      page.paragraph((study.machines().size() > 1 ? machine.name() + ": " : "") + machine.base());
    }
    for (StudyDevice device : table.main()) {
      Table rules = new BaseTables(table).rules(device);
      if (!rules.rows().isEmpty()) {
        page.paragraph(table.name(device) + ":").table(rules);
      }
    }
    for (StudyMachine machine : study.machines()) {
      sides("Engines and threads", machine, false);
      sides("Widths of vectors", machine, true);
    }
  }

  private void sides(String title, StudyMachine machine, boolean apart) {
    Table sides = new BaseTables(table).sides(machine, apart);
    if (!sides.rows().isEmpty()) {
      page.heading(title + on(machine)).table(sides);
    }
  }

  private String on(StudyMachine machine) {
    return study.machines().size() > 1 ? " on " + machine.name() : "";
  }

  private void roofline() {
    page.heading("Roofline");
    boolean any = false;
    for (StudyDevice device : table.main()) {
      Optional<LineChart> chart = Roofline.of(table, device);
      if (chart.isPresent()) {
        any = true;
        page.figure(
            chart.get(),
            "Points: whole sequences in the middle of the grid. Grey: what the device can do with"
                + " operands in each level of memory, by loops of our own in the same run.");
      }
    }
    if (!any) {
      page.paragraph("Not drawn: nothing was measured in the middle of the grid.");
    }
  }

  private void crossover() {
    Crossover crossover = new Crossover(table);
    page.heading("GPU against CPU");
    List<Comparison> gpu = Comparison.gpu(table);
    if (gpu.isEmpty()) {
      page.paragraph("Not measured: " + whyNoGpu());
    }
    crossover.add(page, gpu);
    page.heading("Threads");
    List<Comparison> threads = Comparison.threads(table);
    if (threads.isEmpty()) {
      page.paragraph("Not compared: no engine ran both on one thread and on several.");
    }
    crossover.add(page, threads);
    page.heading("Forms of a matrix trace");
    List<Comparison> forms = Comparison.forms(table);
    if (forms.isEmpty()) {
      page.paragraph("Not compared: no rule ran in both forms.");
    }
    crossover.add(page, forms);
  }

  private String whyNoGpu() {
    if (table.devices().stream().anyMatch(StudyDevice::isGpu)) {
      return "no CPU ran beside the GPU.";
    }
    return study.machines().stream()
        .map(machine -> machine.absent().get(CudaEngine.NAME))
        .filter(reason -> reason != null)
        .findFirst()
        .map(reason -> "there is no GPU that can be used here (" + reason + ").")
        .orElse("the study did not ask for the engine cuda.");
  }

  private void scaling() {
    page.heading("How time grows");
    Scaling scaling = new Scaling(table);
    for (StudyDevice device : table.main()) {
      var pictures = scaling.pictures(device);
      if (pictures.isEmpty()) {
        page.paragraph(table.name(device) + ": not drawn, no axis has two values.");
        continue;
      }
      page.figure(
          pictures,
          table.name(device)
              + ": one number grows, all else is in the middle of the grid. Lines: medians; bands:"
              + " the middle half of the rounds.");
      page.paragraph(
              "~: the exponent fitted over all points in logarithms; end: between the last two.")
          .table(scaling.exponents(device));
    }
  }

  private void memory() {
    page.heading("Memory and spikes");
    BaseTables tables = new BaseTables(table);
    for (StudyDevice device : table.main()) {
      tables
          .memory(device)
          .ifPresent(
              chart ->
                  page.figure(
                      chart,
                      "What the network holds in the middle of the grid: on a CPU Java objects"
                          + " after a collection, on a GPU its memory."));
    }
    table.main().stream()
        .findFirst()
        .ifPresent(
            device ->
                page.paragraph("Shares that are not 0, " + table.name(device) + ":")
                    .table(tables.densities(device)));
  }

  private void machines() {
    for (StudyMachine machine : study.machines()) {
      page.heading("Machine: " + machine.name());
      List<Fact> facts = new ArrayList<>();
      facts.add(new Fact("processor", machine.where().processor()));
      facts.add(new Fact("processors", String.valueOf(machine.where().processors())));
      facts.add(new Fact("system", machine.where().system()));
      facts.add(new Fact("Java", machine.where().java()));
      facts.add(new Fact("vectors", machine.where().vectorBits() + " bits"));
      String gpu = machine.where().accelerator();
      facts.add(new Fact("GPU", gpu.isEmpty() ? "none" : gpu));
      facts.add(new Fact("load at the start", NumberText.fixed(machine.where().load(), 1)));
      facts.add(new Fact("Afterspike", machine.version()));
      facts.add(new Fact("begun", machine.started()));
      page.facts(facts);
      Table limits = limits(machine);
      if (limits.rows().isEmpty()) {
        page.paragraph("Its limits were not measured.");
      } else {
        page.table(limits);
      }
    }
  }

  private static Table limits(StudyMachine machine) {
    List<List<String>> rows = new ArrayList<>();
    for (MachineLimits limit : machine.limits().values()) {
      List<String> row = new ArrayList<>();
      row.add("CPU, " + limit.threads() + (limit.threads() == 1 ? " thread" : " threads"));
      row.add(giga(limit.flops()));
      for (MemoryLevel level : MemoryLevel.values()) {
        row.add(giga(limit.read().get(level)));
      }
      rows.add(row);
    }
    if (machine.gpu().isPresent()) {
      CudaLimits gpu = machine.gpu().get();
      rows.add(List.of("GPU", giga(gpu.flops()), "", giga(gpu.l2Copy()), "", giga(gpu.copy())));
    }
    return new Table(
        List.of("limit", "Gflop/s", "L1 GB/s", "L2 GB/s", "L3 GB/s", "DRAM GB/s"), rows);
  }

  private static String giga(double value) {
    return NumberText.significant(value * 1e-9, 3);
  }
}
