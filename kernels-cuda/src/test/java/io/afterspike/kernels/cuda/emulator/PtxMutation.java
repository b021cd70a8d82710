package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One small fault that can be planted in a PTX text; tests of the kernel should notice it. Works on
 * text as compilers write it, a statement a line. Always the same list for the same text.
 *
 * @param kind what the fault is
 * @param kernel the kernel or function that it is in
 * @param line the line that it changes, from 1
 * @param before that line
 * @param after the line instead; its number of lines is the same
 */
public record PtxMutation(Kind kind, String kernel, int line, String before, String after) {

  /** The kinds of faults. */
  public enum Kind {
    /** fma becomes mul and add: rounded twice. */
    FMA_SPLIT,
    /** fma loses its third operand. */
    FMA_TO_MUL,
    /** A comparison gains or loses equality: ge becomes gt; eq becomes ne. */
    COMPARISON,
    /** The next element. */
    INDEX_PLUS_ONE,
    /** The element before. */
    INDEX_MINUS_ONE,
    /** A conditional jump forward is never taken, or a conditional instruction always runs. */
    GUARD_DROPPED,
    /** A barrier, fence or wait is gone. */
    BARRIER_REMOVED
  }

  private static final Pattern ENTRY = Pattern.compile("\\.(?:entry|func).*?([\\w$]+)\\s*\\($");
  private static final Pattern LABEL = Pattern.compile("^\\s*([\\w$]+):\\s*$");
  private static final Pattern STATEMENT =
      Pattern.compile("^(\\s*)(@!?[%\\w]+\\s+)?([a-z][\\w.:]*)(?:\\s+([^;]*))?;\\s*$");
  private static final Pattern DISPLACED = Pattern.compile("\\[([%\\w$]+)\\+(-?\\d+)\\]");
  private static final Map<String, String> COMPARISONS = new HashMap<>();

  static {
    String[] pairs = {"ge gt", "le lt", "geu gtu", "leu ltu", "hs hi", "ls lo", "eq ne", "equ neu"};
    for (String pair : pairs) {
      String[] two = pair.split(" ");
      COMPARISONS.put(two[0], two[1]);
      COMPARISONS.put(two[1], two[0]);
    }
  }

  /** All faults that can be planted in a text, in the order of its lines. */
  public static List<PtxMutation> all(String ptx) {
    String[] lines = ptx.split("\n", -1);
    Map<String, Integer> labels = new HashMap<>();
    for (int i = 0; i < lines.length; i++) {
      Matcher label = LABEL.matcher(lines[i]);
      if (label.matches()) {
        labels.put(label.group(1), i);
      }
    }
    List<PtxMutation> mutations = new ArrayList<>();
    String kernel = "";
    for (int i = 0; i < lines.length; i++) {
      Matcher entry = ENTRY.matcher(lines[i]);
      if (entry.find()) {
        kernel = entry.group(1);
      }
      Matcher statement = STATEMENT.matcher(lines[i]);
      if (statement.matches()) {
        new Site(mutations, kernel, i, lines[i], statement, labels).collect();
      }
    }
    return List.copyOf(mutations);
  }

  /**
   * The text with this fault.
   *
   * @throws IllegalArgumentException if it is not a text that {@link #all} found this in
   */
  public String apply(String ptx) {
    String[] lines = ptx.split("\n", -1);
    if (line > lines.length || !lines[line - 1].equals(before)) {
      throw new IllegalArgumentException("line " + line + " is not: " + before);
    }
    lines[line - 1] = after;
    return String.join("\n", lines);
  }

  @Override
  public String toString() {
    return "%s in %s, line %d: %s => %s".formatted(kind, kernel, line, words(before), words(after));
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** One statement and the faults that fit it. */
  private static final class Site {
    private final List<PtxMutation> mutations;
    private final String kernel;
    private final int line;
    private final String text;
    private final Map<String, Integer> labels;
    private final String indent;
    private final String guard;
    private final String opcode;
    private final String operands;

    Site(
        List<PtxMutation> mutations,
        String kernel,
        int line,
        String text,
        Matcher statement,
        Map<String, Integer> labels) {
      this.mutations = mutations;
      this.kernel = kernel;
      this.line = line;
      this.text = text;
      this.labels = labels;
      indent = statement.group(1);
      guard = statement.group(2) == null ? "" : statement.group(2);
      opcode = statement.group(3);
      operands = statement.group(4) == null ? "" : statement.group(4);
    }

    private void add(Kind kind, String after) {
      mutations.add(new PtxMutation(kind, kernel, line + 1, text, after));
    }

    void collect() {
      if (opcode.startsWith("fma.")) {
        fma();
      } else if (opcode.startsWith("setp.")) {
        comparison();
      } else if (opcode.matches("(bar|barrier)\\..*|membar\\..*|fence\\..*|cp\\.async\\.wait.*")) {
        add(Kind.BARRIER_REMOVED, indent);
      } else if (opcode.matches("mul\\.wide\\.[us]32|shl\\.b64")) {
        scaledIndex();
      } else if (opcode.matches("(ld|st)\\.(?!param|local).*")) {
        displacedIndex();
      }
      if (!guard.isEmpty()) {
        guard();
      }
    }

    private void fma() {
      String[] o = operands.split("\\s*,\\s*");
      String type = opcode.substring(opcode.lastIndexOf('.'));
      String rounding = opcode.substring(3);
      add(
          Kind.FMA_SPLIT,
          "%s{ .reg %s product; %smul%s product, %s, %s; %sadd%s %s, product, %s; }"
              .formatted(indent, type, guard, rounding, o[1], o[2], guard, rounding, o[0], o[3]));
      add(
          Kind.FMA_TO_MUL,
          "%s%smul%s %s, %s, %s;".formatted(indent, guard, rounding, o[0], o[1], o[2]));
    }

    private void comparison() {
      String[] parts = opcode.split("\\.", 3);
      String other = COMPARISONS.get(parts[1]);
      if (other != null) {
        add(
            Kind.COMPARISON,
            "%s%ssetp.%s.%s %s;".formatted(indent, guard, other, parts[2], operands));
      }
    }

    /** An index becomes an offset in bytes: one element more or less. */
    private void scaledIndex() {
      String[] o = operands.split("\\s*,\\s*");
      if (!o[2].matches("\\d+")) {
        return;
      }
      long amount = Long.parseLong(o[2]);
      long scale = opcode.equals("shl.b64") ? 1L << amount : amount;
      if (scale != 2 && scale != 4 && scale != 8 && scale != 16) {
        return;
      }
      for (long by : new long[] {scale, -scale}) {
        add(
            by > 0 ? Kind.INDEX_PLUS_ONE : Kind.INDEX_MINUS_ONE,
            "%s %sadd.s64 %s, %s, %d;".formatted(text.stripTrailing(), guard, o[0], o[0], by));
      }
    }

    private void displacedIndex() {
      Matcher displaced = DISPLACED.matcher(operands);
      if (!displaced.find()) {
        return;
      }
      String type = opcode.substring(opcode.lastIndexOf('.') + 1);
      int vector = opcode.contains(".v4.") ? 4 : opcode.contains(".v2.") ? 2 : 1;
      long scale = (long) vector * TypeSize.of(type);
      long offset = Long.parseLong(displaced.group(2));
      for (long by : new long[] {scale, -scale}) {
        String other = "[" + displaced.group(1) + "+" + (offset + by) + "]";
        add(
            by > 0 ? Kind.INDEX_PLUS_ONE : Kind.INDEX_MINUS_ONE,
            text.replace(displaced.group(), other));
      }
    }

    private void guard() {
      if (!opcode.startsWith("bra")) {
        add(Kind.GUARD_DROPPED, text.replaceFirst(Pattern.quote(guard), ""));
      } else if (labels.getOrDefault(operands.strip(), -1) > line) {
        add(Kind.GUARD_DROPPED, indent);
      }
    }
  }
}
