package io.afterspike.bench.conform;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A folder of conformance vectors, run on an engine. */
public final class Conformance {
  private static final String PARTS = "parts";

  private final Path folder;
  private final VectorIndex index;

  private Conformance(Path folder, VectorIndex index) {
    this.folder = folder;
    this.index = index;
  }

  /**
   * Opens a folder that holds {@code index.json}.
   *
   * @throws IOException if there is none or it is not an index, in one line
   */
  public static Conformance open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": expected a folder of vectors, found none");
    }
    if (!Files.isReadable(folder.resolve("index.json"))) {
      throw new IOException(folder + ": expected a readable file index.json in it, found none");
    }
    return new Conformance(folder, VectorIndex.read(folder));
  }

  /** What can be run alone: the cases, {@code parts} and {@code trajectory}. */
  public List<String> sources() {
    Set<String> sources = new LinkedHashSet<>(index.cases().names());
    if (Files.isDirectory(folder.resolve(PARTS)) || index.parts().has("arrays")) {
      sources.add(PARTS);
    }
    if (TrajectoryChecks.present(folder)) {
      sources.add(TrajectoryChecks.SOURCE);
    }
    return List.copyOf(sources);
  }

  /**
   * Runs everything.
   *
   * @param engine what is tested; stays open
   */
  public ConformReport run(Engine<?> engine) {
    return run(engine, sources());
  }

  /**
   * Runs some of {@link #sources}.
   *
   * @param engine what is tested; stays open
   * @throws IllegalArgumentException if a source is not there
   */
  public ConformReport run(Engine<?> engine, List<String> sources) {
    String[] known = sources().toArray(String[]::new);
    for (String source : sources) {
      if (!sources().contains(source)) {
        throw new IllegalArgumentException(
            "case: expected one of "
                + Names.listed(known, n -> n)
                + ", found '"
                + source
                + "'"
                + Names.hint(source, known, n -> n));
      }
    }
    long start = System.nanoTime();
    Checks checks = new Checks();
    for (String source : sources) {
      if (index.cases().has(source)) {
        runCase(engine, source, checks);
      } else if (source.equals(PARTS)) {
        runParts(engine, checks);
      } else {
        TrajectoryChecks.run(engine, folder, checks);
      }
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new ConformReport(
        folder.toString(), engine.name(), engine.description(), checks.list(), seconds);
  }

  private void runCase(Engine<?> engine, String name, Checks checks) {
    VectorCase vectors;
    ArrayFolder arrays;
    Stimulus stimulus;
    try {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
        throw new IOException("expected a folder's name of letters, digits, '_', '-' and '.'");
      }
      vectors = VectorCase.of(name, index.cases().object(name));
      arrays = new ArrayFolder(folder.resolve(name), name, vectors.arrays(), checks);
      stimulus = Stimulus.read(vectors, arrays);
    } catch (IOException | ArithmeticException | IllegalArgumentException e) {
      checks.failed(
          name,
          "",
          Quantity.of(Quantity.Family.OTHER, "cases"),
          "the whole case is left out: " + e.getMessage());
      return;
    }
    CaseContext context = new CaseContext(engine, vectors, arrays, stimulus, checks);
    ForwardChecks.run(context);
    GradientChecks.run(context);
    UpdateChecks.run(context, index.onlineRuns());
    arrays.reportUnused();
  }

  private void runParts(Engine<?> engine, Checks checks) {
    try {
      Fields listed = index.parts().optionalObject("arrays");
      ArrayFolder arrays =
          new ArrayFolder(folder.resolve(PARTS), PARTS, VectorCase.arrays(listed), checks);
      Parts.run(new PartContext(engine, index.parts(), arrays, checks));
    } catch (IOException e) {
      checks.failed(PARTS, "", Quantity.of(Quantity.Family.OTHER, "parts"), e.getMessage());
    }
  }
}
