package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code study}: what it refuses, and a tiny one on the double of a GPU. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StudyCommandTest {
  @TempDir Path folder;

  private static CommandLineRun run(String line) {
    return CommandLineRun.of((Object[]) line.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --width 0          | --width: expected whole numbers from 1 to 1048576, found 0
          --width 2.5        | --width: expected whole numbers from 1 to 1048576, found 2.5
          --batch x          | --batch
          --steps -1         | --steps: expected whole numbers from 1 to 1048576, found -1
          --density 0.95     | --density: expected more than 0 and at most 0.9, found 0.95
          --depth 65         | --depth: expected whole numbers from 1 to 64, found 65
          --rules otpr       | did you mean 'otpe'?
          --rules rtrl       | --rules: expected another rule than rtrl
          --forms published  | --forms: expected matrix or history, found 'published'
          --engines gpu      | engine: expected one of
          --threads -1       | --threads: expected 0 to 1024, found -1
          --bits 100         | --bits: expected 128, 256, 512 or 0, found 100
          --seconds 0        | --seconds: expected 1 to 86400, found 0
          --merge a.json     | --merge: expected two or more files study.json, found 1
          --merge no.json a.json | no.json: cannot be read
          """)
  void wrongInputIsOneLine(String flags, String expected) {
    BadInputTest.refusedWith(run("study " + flags), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                     | expected a JSON list
          [                      | expected a JSON list
          [1]                    | entry 0: expected a JSON object, found 1
          [{"benchmark":"a.b"}]  | entry 0: not a result of 'afterspike study': benchmark: expected
          [{}]                   | entry 0: not a result of 'afterspike study': benchmark: expected
          []                     | expected environment.json beside it
          """)
  void whatIsNoStudyIsNotMerged(String json, String expected) throws Exception {
    Path file = Files.writeString(folder.resolve("study.json"), json);
    BadInputTest.refusedWith(CommandLineRun.of("study", "--merge", file, file), expected);
  }

  @Test
  void aFileInPlaceOfTheFolderIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    BadInputTest.refusedWith(
        CommandLineRun.of("study", "--out", file), "--out: expected a folder, found the file");
  }

  @Test
  void gpuAndCpuAreCompared() throws Exception {
    Path out = folder.resolve("study");
    List<Object> arguments =
        new ArrayList<>(List.of("study", "--quick", "--engines", "cuda,reference"));
    arguments.addAll(List.of("--width", "4", "--batch", "1,2", "--steps", "3"));
    arguments.addAll(List.of("--density", "0.3", "--depth", "1", "--rules", "otpe"));
    arguments.addAll(List.of("--forms", "history", "--out", out));
    CommandLineRun run = OnTheDouble.run(folder, Afterspike.class, arguments.toArray());
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().startsWith("2 of 2 cells measured"), run.out());
    String page = Files.readString(out.resolve(Study.PAGE));
    for (String part :
        List.of("Roofline of GPU", "GPU against reference", "Double of a GPU", "Heat map of 1")) {
      assertTrue(page.contains(part), part + " is missing");
    }
    Study study = Study.read(out.resolve(Study.RESULTS));
    assertEquals(4, study.rows().size());
    assertTrue(study.machines().get(0).gpu().isPresent());
  }
}
