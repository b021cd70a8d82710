package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.paper.PaperItem;
import io.afterspike.bench.train.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans: which cells, in which order, and what is wrong with wrong ones. */
class PlanFileTest {
  private static final String PLAN =
      """
      title = "a title"
      seeds = [3, 1]
      [base]
      data = "t-randman"
      minibatches = 7
      [[grid]]
      mode = "offline"
      rule = ["bptt", "otpe"]
      lr = [0.1, 0.01]
      [[grid]]
      lr = 0.5
      rule = "f-otpe"
      [scale.small]
      seeds = [9]
      minibatches = 2
      lr = [0.25]
      """;

  private static SweepPlan parse(String text, String scale, Map<String, String> changes) {
    return PlanFile.parse("plan.toml", "plan", text.replace("\\n", "\n"), scale, changes);
  }

  private static List<String> cells(SweepPlan plan) {
    return plan.cells().stream()
        .map(
            cell ->
                cell.config().get(Setting.RULE)
                    + " "
                    + cell.config().get(Setting.MODE)
                    + " "
                    + cell.config().get(Setting.LEARNING_RATE)
                    + " "
                    + cell.config().get(Setting.SEED)
                    + " "
                    + cell.config().get(Setting.MINIBATCHES))
        .toList();
  }

  @Test
  void cellsComeInTheOrderOfTheFileTheSeedFastest() {
    SweepPlan plan = parse(PLAN, "", Map.of());
    assertEquals(
        List.of(
            "bptt offline 0.1 3 7",
            "bptt offline 0.1 1 7",
            "bptt offline 0.01 3 7",
            "bptt offline 0.01 1 7",
            "otpe offline 0.1 3 7",
            "otpe offline 0.1 1 7",
            "otpe offline 0.01 3 7",
            "otpe offline 0.01 1 7",
            "f-otpe online 0.5 3 7",
            "f-otpe online 0.5 1 7"),
        cells(plan));
    assertEquals("a title", plan.title());
    for (int i = 0; i < plan.cells().size(); i++) {
      assertEquals(i, plan.cells().get(i).index());
    }
    assertEquals(
        List.of(Setting.RULE, Setting.MODE, Setting.LEARNING_RATE, Setting.SEED), plan.varied());
  }

  @Test
  void aScaleReplacesValuesWhereTheyStand() {
    assertEquals(
        List.of("bptt offline 0.25 9 2", "otpe offline 0.25 9 2", "f-otpe online 0.25 9 2"),
        cells(parse(PLAN, "small", Map.of())));
  }

  @Test
  void changesReplaceTheScalesValues() {
    assertEquals(
        List.of(
            "bptt offline 0.25 5 4",
            "bptt offline 0.25 6 4",
            "f-otpe online 0.25 5 4",
            "f-otpe online 0.25 6 4"),
        cells(
            parse(
                PLAN.replace("\"bptt\", \"otpe\"", "\"bptt\""),
                "small",
                Map.of("seeds", "5,6", "minibatches", "4"))));
  }

  @Test
  void withoutAGridThereIsOneCellASeed() {
    assertEquals(1, parse("", "", Map.of()).cells().size());
    assertEquals(3, parse("seeds = [1, 2, 3]", "", Map.of()).cells().size());
  }

  @Test
  void theNameOfACellIsWhatDecidesItsResult() {
    String base = "[base]\nseed = 2\n";
    String id = id(base);
    assertEquals(id, id(base + "threads = 3\nengine = \"reference\"\ncheckpoint-every = 5"));
    assertEquals(id, id("seeds = [2]"));
    // Where the data lie does not matter, what they are called does.
    assertEquals(id(base + "data = \"/a/digits\""), id(base + "data = \"b/../digits/\""));
    Set<String> different = new TreeSet<>();
    for (String more :
        List.of("", "lr = 0.002", "data = \"/a/digits\"", "data = \"/a/shd\"", "bias = false")) {
      different.add(id(base + more));
    }
    different.add(id("task = \"cosines\"\n" + base + "mode = \"offline\""));
    different.add(id(base + "mode = \"offline\""));
    assertEquals(7, different.size());
    assertNotEquals(id("task = \"cost\"\n[options]\nrepetitions = 2"), id("task = \"cost\""));
  }

  private static String id(String text) {
    return parse(text, "", Map.of()).cells().get(0).id();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          titel = "x"                    | plan.toml:1:1: unknown key 'titel' (did you mean 'title'?)
          title = 3                      | plan.toml:1:1: title: expected a string
          task = "trian"                 | plan.toml:1:1: task: expected one of train, cosines, landscape, cost, found 'trian' (did you mean 'train'?)
          base = 3                       | plan.toml:1:1: base: expected a table
          [base]\\nrulee = "otpe"        | plan.toml:2:1: unknown setting 'rulee' (did you mean 'rule'?)
          [base]\\nrule = ["otpe"]       | plan.toml:2:1: rule: expected a string, a number or a boolean
          [grid]\\nrule = "otpe"         | plan.toml:1:1: grid: expected tables [[grid]]
          grid = [1]                     | plan.toml:1:1: grid: expected tables [[grid]]
          [[grid]]\\nrule = []           | plan.toml:2:1: rule: expected at least one value
          [[grid]]\\nrule = [[1]]        | plan.toml:2:1: rule: expected a string, a number or a boolean
          [[grid]]\\nrule = ["bptt"]     | plan.toml: cell 0: mode: expected offline with rule bptt
          [base]\\nrule = "otp"          | plan.toml: cell 0: rule: expected one of bptt,
          [[grid]]\\nlr = [0.1, 0.1]     | plan: expected different cells, found the same settings in cells 0 and 1
          [options]\\npoints = 3         | plan.toml:2:1: unknown option 'points' of the task train
          seeds = 1 2                    | plan.toml:1:
          seeds = ["a"]                  | plan.toml: cell 0: seed: expected a whole number
          scale = 1                      | plan.toml:1:1: scale: expected a table
          """)
  void aWrongPlanIsRefusedWithThePlace(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> parse(text, "", Map.of()));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void wrongScalesAndChanges() {
    refused(
        () -> parse(PLAN, "smal", Map.of()), "plan.toml: scale: expected [small], found 'smal'");
    refused(() -> parse("", "small", Map.of()), "plan.toml: scale: expected none");
    refused(
        () -> parse("[scale.a]\nlr = [1, 2]", "a", Map.of()),
        "plan.toml:2:1: lr: expected one value");
    refused(() -> parse(PLAN, "", Map.of("lrr", "1")), "--set: unknown setting 'lrr'");
    refused(() -> PlanFile.read("nowhere.toml", "", Map.of()), "plan: expected a TOML file");
    refused(() -> PlanFile.read("paper/nothing", "", Map.of()), "plan: expected a file or one of");
    refused(() -> PlanFile.read("paper/../x", "", Map.of()), "plan: expected a file or one of");
    refused(
        () ->
            parse(
                "[[grid]]\nseed = [" + "1, ".repeat(999) + "1]\nlr = [" + "1, ".repeat(999) + "1]",
                "",
                Map.of()),
        "plan.toml: expected at most 100000 cells");
  }

  private static void refused(Runnable work, String message) {
    var e = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void thePapersPlansAreRightAtBothScales() {
    Set<String> plans = new TreeSet<>();
    for (PaperItem item : PaperItem.values()) {
      plans.addAll(item.plans());
    }
    assertEquals(11, plans.size());
    for (String name : plans) {
      SweepPlan full = PlanFile.read("paper/" + name, "", Map.of());
      SweepPlan small = PlanFile.read("paper/" + name, "small", Map.of());
      assertTrue(full.cells().size() >= small.cells().size(), name);
      assertTrue(work(full) > work(small), name);
    }
    assertEquals(4 * 2 * 5, PlanFile.read("paper/randman-offline", "", Map.of()).cells().size());
    assertEquals(4 * 3 * 6, PlanFile.read("paper/shd-online", "", Map.of()).cells().size());
  }

  private static long work(SweepPlan plan) {
    return plan.cells().stream().mapToLong(cell -> cell.kind().task().work(cell)).sum();
  }
}
