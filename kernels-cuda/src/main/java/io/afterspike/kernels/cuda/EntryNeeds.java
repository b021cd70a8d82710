package io.afterspike.kernels.cuda;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a block of a kernel needs, as its PTX declares it, where there is no driver to ask.
 *
 * @param threads the most threads that a block may have
 * @param sharedBytes the shared memory in bytes; what the module declares counts for each kernel
 */
record EntryNeeds(int threads, int sharedBytes) {
  private static final int MOST_THREADS = 1024;

  private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+([\\w$]+)");
  private static final Pattern THREADS = Pattern.compile("\\.maxntid\\s+(\\d+)");
  private static final Pattern SHARED =
      Pattern.compile(
          "\\.shared\\s+(?:\\.align\\s+(\\d+)\\s+)?\\.[bfsu](\\d+)\\s+[\\w$]+"
              + "(?:\\[(\\d+)\\])?\\s*;");

  /** All kernels of a PTX text by name. */
  static Map<String, EntryNeeds> of(String ptx) {
    Map<String, EntryNeeds> all = new HashMap<>();
    Matcher entry = ENTRY.matcher(ptx);
    boolean more = entry.find();
    String ofModule = more ? ptx.substring(0, entry.start()) : ptx;
    while (more) {
      String name = entry.group(1);
      int from = entry.start();
      more = entry.find();
      String text = ptx.substring(from, more ? entry.start() : ptx.length());
      Matcher threads = THREADS.matcher(text);
      all.put(
          name,
          new EntryNeeds(
              threads.find() ? Integer.parseInt(threads.group(1)) : MOST_THREADS,
              shared(ofModule, shared(text, 0))));
    }
    return all;
  }

  /** The end of the variables that {@code text} declares, where others end at {@code from}. */
  private static int shared(String text, int from) {
    int end = from;
    for (MatchResult variable : SHARED.matcher(text).results().toList()) {
      int size = Integer.parseInt(variable.group(2)) / Byte.SIZE;
      int align = variable.group(1) == null ? size : Integer.parseInt(variable.group(1));
      int count = variable.group(3) == null ? 1 : Integer.parseInt(variable.group(3));
      end = Math.ceilDiv(end, align) * align + count * size;
    }
    return end;
  }
}
