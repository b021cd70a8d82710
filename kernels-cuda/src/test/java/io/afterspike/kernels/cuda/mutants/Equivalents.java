package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.emulator.PtxMutation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The mutants of which it is known that they compute the same, each with its reason. */
final class Equivalents {
  private record Known(PtxMutation.Kind kind, String kernel, int line, String before) {}

  private final List<Known> known = new ArrayList<>();

  private Equivalents() {}

  /** Those in {@code equivalent.tsv}: kind, kernel, line, statement, reason. */
  static Equivalents read() {
    Equivalents equivalents = new Equivalents();
    try (InputStream in = Equivalents.class.getResourceAsStream("equivalent.tsv")) {
      for (String row : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!row.isBlank() && !row.startsWith("#")) {
          String[] fields = row.split("\t");
          if (fields.length != 5 || fields[4].isBlank()) {
            throw new IllegalStateException(
                "equivalent.tsv: expected five fields, found '" + row + "'");
          }
          equivalents.known.add(
              new Known(
                  PtxMutation.Kind.valueOf(fields[0]),
                  fields[1],
                  Integer.parseInt(fields[2]),
                  fields[3]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return equivalents;
  }

  boolean contains(PtxMutation mutation) {
    return known.contains(
        new Known(
            mutation.kind(),
            mutation.kernel(),
            mutation.line(),
            mutation.before().strip().replaceAll("\\s+", " ")));
  }

  /** The number of those listed of which there is no mutant among these. */
  int strangers(List<Mutant> mutants) {
    int found = 0;
    for (Mutant mutant : mutants) {
      found += contains(mutant.mutation()) ? 1 : 0;
    }
    return known.size() - found;
  }
}
