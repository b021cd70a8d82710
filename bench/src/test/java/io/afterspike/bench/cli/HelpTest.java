package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.train.Setting;
import io.afterspike.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Help of every command, and what the commands without arguments show. */
class HelpTest {
  private static void collect(CommandLine line, List<String> words, List<List<String>> found) {
    found.add(words);
    for (Map.Entry<String, CommandLine> child : line.getSubcommands().entrySet()) {
      if (!child.getKey().equals("help")) {
        List<String> longer = new ArrayList<>(words);
        longer.add(child.getKey());
        collect(child.getValue(), longer, found);
      }
    }
  }

  @Test
  void everyCommandTeaches() {
    List<List<String>> commands = new ArrayList<>();
    collect(Afterspike.commandLine(), List.of(), commands);
    assertTrue(commands.size() >= 9, commands.toString());
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      CommandLineRun run = CommandLineRun.of(words.toArray());
      assertEquals(0, run.exitCode(), command.toString());
      assertEquals("", run.err());
      assertTrue(run.out().contains("Example"), run.out());
      String invocation = String.join(" ", command);
      assertTrue(run.out().contains(("afterspike " + invocation).strip()), run.out());
      assertFalse(run.out().contains("null"), run.out());
      run.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }
  }

  @Test
  void theHelpOfTrainNamesEverySetting() {
    String help = CommandLineRun.of("train", "--help").out().replaceAll("\\s+", " ");
    for (Setting setting : Setting.values()) {
      assertTrue(help.contains(" --" + setting.key() + "=X " + setting.meaning()), setting.key());
      if (!setting.defaultValue().isEmpty()) {
        assertTrue(
            help.contains(setting.meaning() + " (" + setting.defaultValue() + ")"), setting.key());
      }
    }
    for (String flag : List.of("--config", "--out", "--resume", "--quiet")) {
      assertTrue(help.contains(" " + flag), flag);
    }
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    CommandLineRun run = CommandLineRun.of();
    assertEquals(0, run.exitCode());
    assertEquals(CommandLineRun.of("--help").out(), run.out());
    assertEquals("", run.err());
  }

  @Test
  void devicesListsEveryEngine() {
    CommandLineRun run = CommandLineRun.of("devices");
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).startsWith("Java " + Runtime.version()), run.out());
    for (int k = 0; k < Engines.names().size(); k++) {
      String line = lines.get(2 + k);
      assertTrue(line.matches("  " + Engines.names().get(k) + " +(yes|no )  \\S.*"), line);
    }
    assertTrue(run.out().contains("  reference  yes  "), run.out());
  }
}
