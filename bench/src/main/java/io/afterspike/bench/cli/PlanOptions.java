package io.afterspike.bench.cli;

import io.afterspike.bench.sweep.PlanFile;
import io.afterspike.bench.sweep.SweepFolder;
import io.afterspike.bench.sweep.SweepPlan;
import io.afterspike.bench.train.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which plan, changed how, and where its results are: the same for all that a sweep can do. */
final class PlanOptions {
  // Not required by the parser, which would ask for it before a subcommand too.
  @Parameters(
      arity = "0..1",
      paramLabel = "PLAN",
      description = "a TOML file, or paper/NAME for a plan of the paper")
  private String plan;

  @Option(names = "--scale", paramLabel = "NAME", description = "one of the plan's scales (none)")
  private String scale = "";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "recordings in the format of SHD or SSC, for plans that ask for them")
  private Path data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting, or seeds, in the place of the plan's; may be repeated")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where the results are (runs/sweep-NAME, with the scale behind it)")
  private Path out;

  /** The plan, with the data that were given. */
  SweepPlan plan() {
    if (plan == null) {
      throw new IllegalArgumentException(
          "PLAN: expected a TOML file, or paper/NAME for a plan of the paper, found nothing");
    }
    SweepPlan read = PlanFile.read(plan, scale, changes);
    boolean asks =
        read.cells().stream()
            .anyMatch(cell -> cell.config().get(Setting.DATA).equals(PlanFile.GIVEN_DATA));
    if (data == null || !asks) {
      return read;
    }
    Map<String, String> all = new LinkedHashMap<>(changes);
    all.put(Setting.DATA.key(), data.toString());
    return PlanFile.read(plan, scale, all);
  }

  SweepFolder folder(SweepPlan read) {
    String name = "sweep-" + read.name() + (scale.isEmpty() ? "" : "-" + scale);
    return new SweepFolder(out != null ? out : Path.of("runs", name));
  }

  /** The arguments that name the same plan and folder from any working folder. */
  List<String> arguments(SweepPlan read) {
    List<String> arguments = new ArrayList<>();
    Path file = Path.of(plan);
    arguments.add(plan.startsWith("paper/") && !file.toFile().exists() ? plan : absolute(file));
    if (!scale.isEmpty()) {
      arguments.addAll(List.of("--scale", scale));
    }
    if (data != null) {
      arguments.addAll(List.of("--data", absolute(data)));
    }
    changes.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    arguments.addAll(List.of("--out", absolute(folder(read).path())));
    return arguments;
  }

  static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
