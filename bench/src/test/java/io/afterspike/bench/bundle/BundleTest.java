package io.afterspike.bench.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.conform.VectorPlace;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.peers.PeerSetup;
import io.afterspike.bench.process.ProgramPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole bundle, unpacked and started as on a machine without Java; and what cannot be made. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BundleTest {
  private static final long MOST_BYTES = 60L << 20;

  private final StringWriter shown = new StringWriter();

  @TempDir Path folder;

  private BundleSources sources() throws IOException {
    Path place = ProgramPlace.find();
    Path peers = PeerSetup.scripts(place);
    return new BundleSources(
        ClassPathJars.in(folder),
        VectorPlace.find(place),
        peers,
        peers.getParent().resolveSibling("LICENSE"));
  }

  private Screen screen() {
    return new Screen(Screen.Kind.PLAIN, new PrintWriter(shown), 80, System::nanoTime, 0);
  }

  /** Runs {@code words} with nothing in the environment but where programs are. */
  private List<String> run(Path from, int code, String... words) throws Exception {
    Path out = folder.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(from.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    Process process = builder.start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), String.join(" ", words));
    List<String> said = Files.readAllLines(out);
    assertEquals(code, process.exitValue(), said.toString());
    return said;
  }

  @Test
  void anUnpackedBundleRuns() throws Exception {
    Path file = folder.resolve("bundle.tar.gz");
    Bundle bundle = Bundle.make(file, sources(), screen());
    assertEquals(Files.size(file), bundle.bytes());
    assertTrue(bundle.bytes() < MOST_BYTES, bundle.toString());
    assertTrue(shown.toString().contains(bundle.files() + "/" + bundle.files()), shown.toString());
    Path other = Files.createDirectory(folder.resolve("other machine"));
    run(other, 0, "tar", "xzf", file.toString());
    Path program =
        Files.createSymbolicLink(other.resolve("link"), other.resolve("afterspike/afterspike"));
    List<String> devices = run(folder, 0, program.toString(), "devices");
    assertTrue(devices.get(0).startsWith("Java " + Runtime.version()), devices.toString());
    assertTrue(
        devices.stream().anyMatch(l -> l.startsWith("  simd       yes")), devices.toString());
    List<String> conform =
        run(
            other.resolve("afterspike"),
            0,
            "./afterspike",
            "conform",
            "golden",
            "--case",
            "t1",
            "--engine",
            "simd");
    assertTrue(conform.stream().anyMatch(l -> l.contains(" 0 failed")), conform.toString());
    Path place = other.resolve("afterspike/lib/any.jar");
    assertEquals(other.resolve("afterspike/bench/peers"), PeerSetup.scripts(place));
    assertEquals(other.resolve("afterspike/golden"), VectorPlace.find(place));
  }

  @Test
  void withoutAPlaceToWriteNothingIsDone() throws IOException {
    BundleSources sources = sources();
    List<Path> targets = new ArrayList<>();
    targets.add(folder); // a folder
    targets.add(folder.resolve("missing/bundle.tar.gz"));
    for (Path target : targets) {
      IOException failure =
          assertThrows(IOException.class, () -> Bundle.make(target, sources, screen()));
      assertTrue(failure.getMessage().startsWith(target + ": expected a f"), failure.toString());
    }
    assertEquals("", shown.toString());
  }

  @Test
  void aFileThatIsMissingLeavesNoBundle() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "content");
    Path small = Files.createDirectory(folder.resolve("small"));
    Path target = small.resolve("bundle.tar.gz");
    List<BundleEntry> entries =
        List.of(
            new BundleEntry("afterspike/a", false, there),
            new BundleEntry("afterspike/b", false, folder.resolve("gone")));
    IOException failure =
        assertThrows(IOException.class, () -> Bundle.write(target, entries, screen()));
    assertTrue(failure.getMessage().startsWith(target + ": cannot be written"));
    try (Stream<Path> left = Files.list(small)) {
      assertEquals(List.of(), left.toList());
    }
    Bundle.write(target, entries.subList(0, 1), screen());
    assertTrue(Files.size(target) > 0);
  }

  @Test
  void foldersOfClassesAreRefused() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BundleSources(List.of(folder), folder, folder, folder));
    assertTrue(failure.getMessage().contains("found " + folder), failure.getMessage());
    assertFalse(failure.getMessage().contains("\n"));
  }
}
