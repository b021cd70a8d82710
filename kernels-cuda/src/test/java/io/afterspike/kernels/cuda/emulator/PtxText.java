package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.List;

/** Cuts a PTX text into statements: what ends with a semicolon, labels, braces, headers. */
final class PtxText {
  enum Form {
    /** An instruction or a declaration. */
    STATEMENT,
    LABEL,
    /** The header of a function with a body. */
    HEADER,
    OPEN,
    CLOSE
  }

  /** A piece of the text and the line of its first character. */
  record Statement(Form form, int line, String text) {}

  private final String source;
  private final List<Statement> statements = new ArrayList<>();
  private final StringBuilder piece = new StringBuilder();
  private int line = 1;
  private int firstLine = 1;
  private int braces;

  private PtxText(String source) {
    this.source = source;
  }

  /** The statements in their order; comments and line directives are left out. */
  static List<Statement> statements(String source) {
    PtxText text = new PtxText(source);
    text.cut();
    return text.statements;
  }

  private void cut() {
    int at = 0;
    while (at < source.length()) {
      if (source.startsWith("//", at)) {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else if (source.startsWith("/*", at)) {
        int end = source.indexOf("*/", at + 2);
        end = end < 0 ? source.length() : end + 2;
        line += (int) source.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end;
      } else {
        take(source.charAt(at), at + 1 < source.length() ? source.charAt(at + 1) : '\n');
        at++;
      }
    }
    if (!piece.toString().isBlank()) {
      throw new EmulatorException(
          EmulatorException.Kind.UNKNOWN_INSTRUCTION,
          "the text ends within a statement",
          "",
          firstLine,
          piece.toString());
    }
  }

  private void take(char c, char next) {
    switch (c) {
      case ';' -> emit(Form.STATEMENT);
      case '{' -> {
        String sofar = sofar();
        if (sofar.isEmpty()) {
          emit(Form.OPEN);
        } else if (sofar.contains(".entry") || sofar.contains(".func")) {
          emit(Form.HEADER);
          firstLine = line;
          emit(Form.OPEN);
        } else {
          braces++;
          piece.append(c);
        }
      }
      case '}' -> {
        if (braces > 0) {
          braces--;
          piece.append(c);
        } else {
          emit(Form.CLOSE);
        }
      }
      case ':' -> {
        String sofar = sofar();
        if (next != ':' && !sofar.endsWith(":") && sofar.matches("[\\w$]+")) {
          emit(Form.LABEL);
        } else {
          piece.append(c);
        }
      }
      case '\n' -> {
        if (sofar().matches("\\.(version|target|address_size|file|loc)\\b.*")) {
          emit(Form.STATEMENT);
        } else {
          append(' ');
        }
        line++;
      }
      default -> append(c);
    }
  }

  private String sofar() {
    return piece.toString().strip();
  }

  private void append(char c) {
    if (piece.length() == 0) {
      if (Character.isWhitespace(c)) {
        return;
      }
      firstLine = line;
    }
    piece.append(c);
  }

  private void emit(Form form) {
    String text = piece.toString().strip();
    int at = piece.length() == 0 ? line : firstLine;
    if (form == Form.CLOSE && !text.isEmpty()) {
      throw new EmulatorException(
          EmulatorException.Kind.UNKNOWN_INSTRUCTION, "no semicolon", "", at, text);
    }
    statements.add(new Statement(form, at, text));
    piece.setLength(0);
  }
}
