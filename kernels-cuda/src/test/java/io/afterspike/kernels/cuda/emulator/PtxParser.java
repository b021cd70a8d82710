package io.afterspike.kernels.cuda.emulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PTX into functions and variables. Knows directives; instructions are judged later. */
final class PtxParser {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:\\.(?:visible|extern|weak)\\s+)*\\.(global|const|shared|local|param)\\s+"
              + "(?:\\.align\\s+(\\d+)\\s+)?\\.(\\w+)\\s+(?:\\.ptr\\s+(?:\\.\\w+\\s+)*?"
              + "(?:\\.align\\s+\\d+\\s+)?)?([\\w$]+)\\s*(\\[\\s*\\d*\\s*\\])?\\s*(?:=\\s*(.*))?");
  private static final Pattern REGISTERS = Pattern.compile("\\.reg\\s+\\.(\\w+)\\s+(.*)");
  private static final Pattern HEADER =
      Pattern.compile(
          "(?:\\.(?:visible|extern|weak)\\s+)*\\.(entry|func)\\s+(?:\\.noinline\\s+)?"
              + "(?:\\(([^)]*)\\)\\s*)?([\\w$]+)\\s*(?:\\(([^)]*)\\))?(.*)");
  private static final Pattern MAXIMUM_THREADS =
      Pattern.compile("\\.(?:maxntid|reqntid)\\s+(\\d+)(?:\\s*,\\s*(\\d+))?(?:\\s*,\\s*(\\d+))?");
  private static final Set<String> REGISTER_TYPES =
      Set.of(
          "pred", "b8", "u8", "s8", "b16", "u16", "s16", "f16", "b32", "u32", "s32", "f32", "b64",
          "u64", "s64", "f64");

  /** Functions in the order of the text. */
  final Map<String, PtxFunction> functions = new LinkedHashMap<>();

  /** Variables outside functions. */
  final Map<String, PtxVariable> variables = new LinkedHashMap<>();

  private PtxFunction function;
  private int line;
  private String text = "";
  private String pendingLabel = "";

  /** Register names of the open scopes, innermost first, with the unique names given to them. */
  private final Deque<Map<String, String>> names = new ArrayDeque<>();

  private final Deque<Integer> scopes = new ArrayDeque<>();

  PtxParser(String source) {
    for (PtxText.Statement statement : PtxText.statements(source)) {
      line = statement.line();
      text = statement.text();
      try {
        take(statement);
      } catch (NumberFormatException e) {
        throw unknown("not a number");
      }
    }
    if (function != null) {
      throw unknown("the text ends within function " + function.name);
    }
  }

  private EmulatorException unknown(String what) {
    return new EmulatorException(
        EmulatorException.Kind.UNKNOWN_INSTRUCTION,
        what,
        function == null ? "" : function.name,
        line,
        text);
  }

  private void take(PtxText.Statement statement) {
    switch (statement.form()) {
      case HEADER -> header();
      case OPEN -> open();
      case CLOSE -> close();
      case LABEL -> label();
      default -> {
        if (text.startsWith(".")) {
          directive();
        } else {
          instruction();
        }
      }
    }
  }

  private void header() {
    Matcher header = HEADER.matcher(text);
    if (function != null || !header.matches()) {
      throw unknown("not a function header");
    }
    Matcher maximum = MAXIMUM_THREADS.matcher(header.group(5));
    int threads = 0;
    if (maximum.find()) {
      threads = 1;
      for (int i = 1; i <= 3; i++) {
        threads *= maximum.group(i) == null ? 1 : Integer.parseInt(maximum.group(i));
      }
    }
    String rest =
        header
            .group(5)
            .replaceAll("\\.(maxntid|reqntid|minnctapersm|maxnreg|noreturn)\\b[\\s\\d,]*", "");
    if (!rest.isBlank()) {
      throw unknown("unknown directive " + rest.strip());
    }
    function =
        new PtxFunction(
            header.group(3),
            header.group(1).equals("entry"),
            parameters(header.group(4)),
            parameters(header.group(2)),
            threads);
  }

  private List<PtxVariable> parameters(String list) {
    List<PtxVariable> parameters = new ArrayList<>();
    if (list != null && !list.isBlank()) {
      for (String declaration : list.split(",")) {
        parameters.add(variable(declaration.strip()));
      }
    }
    return parameters;
  }

  private void open() {
    if (function == null) {
      throw unknown("braces outside functions");
    }
    names.push(new HashMap<>());
    if (scopes.isEmpty()) {
      scopes.push(0);
    } else {
      function.scopes.add(scopes.peek());
      scopes.push(function.scopes.size() - 1);
    }
  }

  private void close() {
    if (scopes.isEmpty()) {
      throw unknown("a brace too many");
    }
    names.pop();
    scopes.pop();
    if (scopes.isEmpty()) {
      functions.put(function.name, function);
      function = null;
    }
  }

  private void label() {
    if (function == null) {
      throw unknown("a label outside functions");
    }
    pendingLabel = text;
    function.labels.put(PtxFunction.labelKey(scopes.peek(), text), function.instructions.size());
  }

  private void directive() {
    String word = text.split("[\\s\"]", 2)[0];
    switch (word) {
      case ".version", ".target", ".address_size", ".pragma", ".file", ".loc" -> {}
      case ".reg" -> registers();
      case ".branchtargets" -> {
        List<String> targets = new ArrayList<>();
        for (String target : text.substring(word.length()).split(",")) {
          targets.add(target.strip());
        }
        function.branchTargets.put(pendingLabel, targets);
      }
      default -> {
        if (text.contains(".func") && function == null && HEADER.matcher(text).matches()) {
          return; // a declaration; the function itself follows, or a call to it is an error
        }
        PtxVariable variable = variable(text);
        if (function == null) {
          variables.put(variable.name(), variable);
        } else {
          function.variables.add(variable);
        }
      }
    }
  }

  private void registers() {
    Matcher matcher = REGISTERS.matcher(text);
    if (function == null || !matcher.matches() || !REGISTER_TYPES.contains(matcher.group(1))) {
      throw unknown("unknown declaration of registers");
    }
    for (String item : matcher.group(2).split(",")) {
      String name = item.strip();
      int family = name.indexOf('<');
      if (family < 0) {
        declare(name, matcher.group(1));
      } else {
        int count = Integer.parseInt(name.substring(family + 1, name.length() - 1));
        for (int i = 0; i < count; i++) {
          declare(name.substring(0, family) + i, matcher.group(1));
        }
      }
    }
  }

  private void declare(String name, String type) {
    int scope = scopes.peek();
    String unique = scope == 0 ? name : name + "@" + scope;
    names.peek().put(name, unique);
    function.registers.put(unique, type);
  }

  private PtxVariable variable(String declaration) {
    Matcher matcher = VARIABLE.matcher(declaration);
    if (!matcher.matches()) {
      throw unknown("unknown directive");
    }
    int size = TypeSize.of(matcher.group(3));
    if (size == 0) {
      throw unknown("unknown type ." + matcher.group(3));
    }
    String brackets = matcher.group(5);
    int count = 1;
    if (brackets != null) {
      String inside = brackets.substring(1, brackets.length() - 1).strip();
      count = inside.isEmpty() ? 0 : Integer.parseInt(inside);
    }
    int align = matcher.group(2) == null ? size : Integer.parseInt(matcher.group(2));
    byte[] initial =
        matcher.group(6) == null ? null : initial(matcher.group(3), size, count, matcher.group(6));
    return new PtxVariable(matcher.group(4), matcher.group(1), align, size * count, initial);
  }

  private byte[] initial(String type, int size, int count, String value) {
    ByteBuffer bytes = ByteBuffer.allocate(size * count).order(ByteOrder.LITTLE_ENDIAN);
    for (String item : value.replaceAll("[{}]", " ").split(",")) {
      if (item.isBlank()) {
        continue;
      }
      if (!(operand(item.strip()) instanceof Operand.Immediate number)) {
        throw unknown("an initial value that is no number");
      }
      switch (size) {
        case 1 -> bytes.put((byte) number.bits());
        case 2 -> bytes.putShort((short) number.bits());
        case 4 -> bytes.putInt(type.equals("f32") ? number.single() : (int) number.bits());
        default -> bytes.putLong(number.wide(type.equals("f64")));
      }
    }
    return bytes.array();
  }

  private void instruction() {
    if (function == null) {
      throw unknown("an instruction outside functions");
    }
    String rest = text;
    String guard = null;
    boolean negated = false;
    if (rest.startsWith("@")) {
      String[] parts = rest.split("\\s+", 2);
      negated = parts[0].startsWith("@!");
      guard = resolve(parts[0].substring(negated ? 2 : 1));
      rest = parts[1];
    }
    String[] parts = rest.split("\\s+", 2);
    List<Operand> operands = new ArrayList<>();
    if (parts.length > 1) {
      for (String operand : split(parts[1])) {
        operands.add(operand(operand));
      }
    }
    function.instructions.add(
        new PtxInstruction(
            line, text.replaceAll("\\s+", " "), guard, negated, parts[0], operands, scopes.peek()));
  }

  /** Splits at the commas outside brackets. */
  private static List<String> split(String list) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '[' || c == '{' || c == '(') {
        depth++;
      } else if (c == ']' || c == '}' || c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        items.add(list.substring(start, i).strip());
        start = i + 1;
      }
    }
    String last = list.substring(start).strip();
    if (!last.isEmpty() || !items.isEmpty()) {
      items.add(last);
    }
    return items;
  }

  private Operand operand(String item) {
    if (item.isEmpty()) {
      throw unknown("an operand is missing");
    }
    char first = item.charAt(0);
    String inside = item.length() < 2 ? "" : item.substring(1, item.length() - 1).strip();
    if (first == '[') {
      return address(inside);
    }
    if (first == '{' || first == '(') {
      List<Operand> parts = new ArrayList<>();
      for (String part : split(inside)) {
        parts.add(operand(part));
      }
      return new Operand.Vector(parts);
    }
    int bar = item.indexOf('|');
    if (bar > 0) {
      return new Operand.Pair(
          operand(item.substring(0, bar).strip()), operand(item.substring(bar + 1).strip()));
    }
    if (first == '!') {
      return new Operand.Negated(operand(item.substring(1)));
    }
    if (item.equals("_")) {
      return new Operand.Sink();
    }
    if (Character.isDigit(first) || first == '-') {
      return number(item);
    }
    String resolved = resolve(item);
    if (first == '%' || !resolved.equals(item) || declared(item)) {
      return new Operand.Register(resolved);
    }
    int plus = item.indexOf('+');
    return plus < 0
        ? new Operand.Symbol(item, 0)
        : new Operand.Symbol(
            item.substring(0, plus).strip(), integer(item.substring(plus + 1).strip()));
  }

  private Operand address(String inside) {
    int plus = inside.indexOf('+');
    if (plus < 0) {
      Operand base = operand(inside);
      return base instanceof Operand.Immediate number
          ? new Operand.Address(new Operand.Immediate(0, number.form()), number.bits())
          : new Operand.Address(base, 0);
    }
    return new Operand.Address(
        operand(inside.substring(0, plus).strip()), integer(inside.substring(plus + 1).strip()));
  }

  private boolean declared(String name) {
    return names.stream().anyMatch(scope -> scope.containsKey(name));
  }

  private String resolve(String name) {
    for (Map<String, String> scope : names) {
      String unique = scope.get(name);
      if (unique != null) {
        return unique;
      }
    }
    return name;
  }

  private static Operand number(String item) {
    if (item.startsWith("0f") || item.startsWith("0F")) {
      return new Operand.Immediate(
          Long.parseLong(item.substring(2), 16), Operand.Immediate.Form.SINGLE);
    }
    if (item.startsWith("0d") || item.startsWith("0D")) {
      return new Operand.Immediate(
          Long.parseUnsignedLong(item.substring(2), 16), Operand.Immediate.Form.DOUBLE);
    }
    if (item.contains(".")) {
      return new Operand.Immediate(
          Double.doubleToRawLongBits(Double.parseDouble(item)), Operand.Immediate.Form.DOUBLE);
    }
    return new Operand.Immediate(integer(item), Operand.Immediate.Form.INTEGER);
  }

  private static long integer(String item) {
    boolean negative = item.startsWith("-");
    String digits = negative ? item.substring(1) : item;
    if (digits.endsWith("U")) {
      digits = digits.substring(0, digits.length() - 1);
    }
    long value =
        digits.startsWith("0x")
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseUnsignedLong(digits);
    return negative ? -value : value;
  }
}
