package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hashes of the results of fixed cases, kept beside this class: an engine that has them gives the
 * bits that every engine gave on every machine since they were written.
 *
 * <p>Written by {@code ./afterspike agree --write-hashes FILE}, where FILE is {@value #FILE} below
 * the project's folder.
 */
public final class PinnedHashes {
  /** Where the hashes are kept. */
  public static final String FILE =
      "engine/src/main/resources/io/afterspike/engine/agreement/hashes.txt";

  private static final String RESOURCE = "hashes.txt";
  private static final String GAP = "  ";
  private static final long SEED = 2026;
  private static final int OPERATION_CASES = 48;
  private static final int TRAINING_CASES = 6;

  private PinnedHashes() {}

  /** The fixed cases. */
  public static List<AgreementCase> cases() {
    List<AgreementCase> cases = new ArrayList<>(OperationCase.cases(SEED, OPERATION_CASES));
    cases.addAll(TrainingCase.cases(SEED, TRAINING_CASES));
    return cases;
  }

  /** The hashes that an engine has, by group. */
  public static Map<String, String> of(Engine<?> engine) {
    Map<String, MessageDigest> digests = new LinkedHashMap<>();
    for (AgreementCase each : cases()) {
      String line = each.name() + " " + each.run(engine).hash() + "\n";
      digests
          .computeIfAbsent(each.group(), group -> Results.sha256())
          .update(line.getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    digests.forEach((group, d) -> hashes.put(group, HexFormat.of().formatHex(d.digest())));
    return hashes;
  }

  /** The hashes that are kept. */
  public static Map<String, String> kept() {
    try (InputStream stream = PinnedHashes.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        return Map.of();
      }
      Map<String, String> hashes = new LinkedHashMap<>();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int gap = line.indexOf(GAP);
        hashes.put(line.substring(gap + GAP.length()), line.substring(0, gap));
      }
      return hashes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hashes as they are kept: a line of hash and group each. */
  public static String text(Map<String, String> hashes) {
    StringBuilder text = new StringBuilder();
    hashes.forEach((group, hash) -> text.append(hash).append(GAP).append(group).append('\n'));
    return text.toString();
  }

  /** What differs from the hashes that are kept, a line each. */
  public static List<String> changes(Map<String, String> hashes) {
    Map<String, String> kept = kept();
    List<String> changes = new ArrayList<>();
    hashes.forEach(
        (group, hash) -> {
          String known = kept.get(group);
          if (!hash.equals(known)) {
            changes.add(
                group
                    + ": expected hash "
                    + (known == null ? "(none)" : known)
                    + ", found "
                    + hash);
          }
        });
    for (String group : kept.keySet()) {
      if (!hashes.containsKey(group)) {
        changes.add(group + ": expected a result, found none");
      }
    }
    return changes;
  }
}
