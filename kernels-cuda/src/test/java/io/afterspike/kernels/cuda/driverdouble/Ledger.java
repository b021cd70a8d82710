package io.afterspike.kernels.cuda.driverdouble;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All handles that are out, and what was done wrong with them. Handles are never given twice. */
final class Ledger {
  private final Map<Long, Thing> out = new LinkedHashMap<>();

  /** Which of them someone tried to give back in vain. */
  private final Set<Long> tried = new HashSet<>();

  private final Set<Long> gone = new HashSet<>();
  private final List<String> misuses = new ArrayList<>();
  private long next = 0x5000_0000L;

  /** A handle for a new thing. */
  long add(Thing thing) {
    next += 16;
    out.put(next, thing);
    return next;
  }

  void put(long handle, Thing thing) {
    out.put(handle, thing);
    gone.remove(handle);
  }

  /** The thing with this handle, or null, which is noted. */
  <T extends Thing> T find(Class<T> type, long handle, String call) {
    Thing thing = out.get(handle);
    if (type.isInstance(thing)) {
      return type.cast(thing);
    }
    String what = gone.contains(handle) ? "given back before" : "never handed out";
    misuses.add(call + ": " + type.getSimpleName() + " 0x" + Long.toHexString(handle) + " " + what);
    return null;
  }

  void remove(long handle) {
    out.remove(handle);
    tried.remove(handle);
    gone.add(handle);
  }

  /** Someone wanted to give it back but the call failed; twice is a misuse. */
  void tried(long handle, String call) {
    if (out.containsKey(handle) && !tried.add(handle)) {
      misuses.add(call + " twice for 0x" + Long.toHexString(handle));
    }
  }

  List<Thing> all() {
    return new ArrayList<>(out.values());
  }

  /** Everything that nobody tried to give back. */
  List<String> forgotten() {
    List<String> forgotten = new ArrayList<>();
    out.forEach(
        (handle, thing) -> {
          if (!tried.contains(handle) && !(thing instanceof Thing.Function)) {
            forgotten.add(thing.kind());
          }
        });
    return forgotten;
  }

  void misuse(String what) {
    misuses.add(what);
  }

  List<String> misuses() {
    return List.copyOf(misuses);
  }

  /** The context is gone, and everything in it. */
  void clear() {
    gone.addAll(out.keySet());
    out.clear();
    tried.clear();
  }

  void clearMisuses() {
    misuses.clear();
  }
}
