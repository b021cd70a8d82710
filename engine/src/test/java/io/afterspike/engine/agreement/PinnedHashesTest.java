package io.afterspike.engine.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.SimdEngine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The results are those that were kept, on every machine and in every release. */
class PinnedHashesTest {
  private static final String HINT =
      "results changed; if that is meant, run ./afterspike agree --write-hashes "
          + PinnedHashes.FILE;

  @Test
  void theReferenceHasTheKeptHashes() {
    try (Engine<float[]> engine = Engines.reference()) {
      assertEquals(List.of(), PinnedHashes.changes(PinnedHashes.of(engine)), HINT);
    }
  }

  @Test
  void theVectorEngineHasTheKeptHashes() {
    try (Engine<float[]> engine = new SimdEngine(2)) {
      assertEquals(List.of(), PinnedHashes.changes(PinnedHashes.of(engine)), HINT);
    }
  }

  @Test
  void aChangeIsNamed() {
    Map<String, String> kept = PinnedHashes.kept();
    assertTrue(kept.size() > 60, "kept: " + kept.size());
    Map<String, String> changed = new TreeMap<>(kept);
    String removed = changed.remove("current");
    changed.put("lifStep", removed);
    changed.put("new", removed);
    List<String> changes = PinnedHashes.changes(changed);
    assertEquals(3, changes.size());
    assertTrue(changes.contains("current: expected a result, found none"), changes.toString());
    assertTrue(
        changes.contains("lifStep: expected hash " + kept.get("lifStep") + ", found " + removed));
    assertTrue(changes.contains("new: expected hash (none), found " + removed));
    assertFalse(changes.stream().anyMatch(change -> change.startsWith("scale")));
  }
}
