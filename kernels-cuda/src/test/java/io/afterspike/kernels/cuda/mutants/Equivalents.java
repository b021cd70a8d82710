package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.emulator.PtxMutation;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The mutants of which it is known that they compute the same, each with its reason. */
final class Equivalents {
  /** Those of a kind, or of all for null, in some lines of a kernel. */
  private record Known(String kernel, int first, int last, PtxMutation.Kind kind) {
    boolean contains(PtxMutation mutation) {
      return mutation.kernel().equals(kernel)
          && mutation.line() >= first
          && mutation.line() <= last
          && (kind == null || mutation.kind() == kind);
    }
  }

  private static final String TARGET = "compute_90";

  private final List<Known> known = new ArrayList<>();

  private Equivalents() {}

  /**
   * Those in {@code equivalent.tsv}: kernel, first and last line, kind or {@code *}, the statement
   * in the first line, reason.
   *
   * @throws IllegalStateException if a row is not of the shipped text
   */
  static Equivalents read() {
    Equivalents equivalents = new Equivalents();
    try (InputStream in = Equivalents.class.getResourceAsStream("equivalent.tsv")) {
      for (String row : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!row.isBlank() && !row.startsWith("#")) {
          equivalents.known.add(parse(row));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return equivalents;
  }

  private static Known parse(String row) {
    String[] fields = row.split("\t");
    if (fields.length != 6 || fields[5].isBlank()) {
      throw new IllegalStateException("equivalent.tsv: expected six fields, found '" + row + "'");
    }
    int first = Integer.parseInt(fields[1]);
    String module = PtxLibrary.kernel(fields[0]).module();
    String line = PtxLibrary.text(module, TARGET).split("\n", -1)[first - 1];
    if (!line.strip().replaceAll("\\s+", " ").equals(fields[4])) {
      throw new IllegalStateException(
          "equivalent.tsv: expected '" + fields[4] + "' in line " + first + ", found " + line);
    }
    return new Known(
        fields[0],
        first,
        Integer.parseInt(fields[2]),
        fields[3].equals("*") ? null : PtxMutation.Kind.valueOf(fields[3]));
  }

  boolean contains(Mutant mutant) {
    return mutant.target().equals(TARGET)
        && known.stream().anyMatch(known -> known.contains(mutant.mutation()));
  }
}
