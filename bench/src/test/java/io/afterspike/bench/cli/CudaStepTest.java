package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.step.ProfiledSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench step} on the CUDA engine, with the double of the driver. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CudaStepTest {
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(-?[0-9.eE+-]+)");

  @TempDir Path folder;

  private CommandLineRun step(Object... more) throws Exception {
    Object[] arguments = {
      "bench", "step", "--engine", "cuda", "--layers", "7-5-3", "--batch", "2", "--steps", "4",
      "--rate", "0.3", "--density", "0.3", "--warm", "0", "--rounds", "2", "--modes", "online"
    };
    Object[] all = new Object[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return OnTheDouble.run(folder, Afterspike.class, all);
  }

  @Test
  void textAndDocumentsTellEachKernelAndWhatTheDeviceCanDo() throws Exception {
    Path docs = Files.createDirectories(folder.resolve("docs"));
    Path page = docs.resolve("performance.md");
    Files.writeString(page, "# P\n\n<!-- bench step: begin -->\n<!-- bench step: end -->\n");
    CommandLineRun run =
        step("--rules", "otpe,ottt", "--forms", "history", "--detail", "--docs", docs);
    assertEquals(0, run.exitCode(), run.out() + run.err());
    String out = run.out();
    assertTrue(out.contains("Double of a GPU, compute capability 8.0"), out);
    assertTrue(out.contains("copy in memory, read and written"), out);
    assertTrue(out.contains("a launch to the next within a graph"), out);
    assertTrue(out.contains("otpe online history, 1 thread, a sequence launch by launch:"), out);
    assertTrue(out.contains("ottt online, 1 thread, a sequence launch by launch:"), out);
    assertTrue(Pattern.compile("_f32 +\\S*.*batch 2, pre 7, post 5").matcher(out).find(), out);
    assertTrue(Pattern.compile("gaps +[0-9.]+ ").matcher(out).find(), out);
    assertFalse(out.contains("NaN") || out.contains("Infinity"), out);
    String text = Files.readString(page);
    assertTrue(text.contains("| limit of the GPU | measured | unit |"), text);
    assertTrue(text.contains("| kernel | sizes | launches | µs | ms | share |"), text);
  }

  @Test
  void jsonHoldsNoNegativeNumber() throws Exception {
    CommandLineRun run = step("--rules", "otpe,ostl", "--json");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    Set<String> names = new HashSet<>();
    Matcher number = NUMBER.matcher(run.out());
    while (number.find()) {
      names.add(number.group(1));
      boolean positive = Double.parseDouble(number.group(2)) >= 0;
      assertTrue(positive || number.group(1).equals("load"), number.group());
    }
    assertTrue(
        names.containsAll(
            Set.of("gaps", "launches", "millis", "flops", "bytes", "ofLimit", "launchTimed")),
        names.toString());
    assertTrue(run.out().contains("\"accelerator\":\"Double of a GPU"), run.out());
  }

  @Test
  void withoutABreakdownThereAreTimesOnly() throws Exception {
    CommandLineRun run = step("--rules", "ottt", "--no-breakdown");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("ottt"), run.out());
    assertFalse(run.out().contains("launch by launch"), run.out());
  }

  /** The driver counts what the profile counts. */
  @Test
  void everyLaunchOfASequenceIsCounted() throws Exception {
    CommandLineRun run = OnTheDouble.run(folder, ProfiledSequence.class);
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("ok"), run.out() + run.err());
  }
}
