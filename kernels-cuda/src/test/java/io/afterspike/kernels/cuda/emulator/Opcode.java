package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An opcode taken apart: {@code ld}, and its modifiers, the last of them the type. Who understands
 * a modifier takes it; what is left in the end is unknown.
 */
final class Opcode {
  final String base;
  private final List<String> modifiers;

  Opcode(String text) {
    List<String> parts = Arrays.asList(text.split("\\."));
    base = parts.get(0);
    modifiers = new ArrayList<>(parts.subList(1, parts.size()));
  }

  /** Takes a modifier; false if it is not there. */
  boolean take(String modifier) {
    return modifiers.remove(modifier);
  }

  /** Takes the first of some modifiers that is there; empty if none is. */
  String takeAny(String... choices) {
    for (String choice : choices) {
      if (modifiers.remove(choice)) {
        return choice;
      }
    }
    return "";
  }

  /** Takes the last modifier, the type; empty if there is none. */
  String takeType() {
    return modifiers.isEmpty() ? "" : modifiers.remove(modifiers.size() - 1);
  }

  /** The last modifier; empty if there is none. */
  String type() {
    return modifiers.isEmpty() ? "" : modifiers.get(modifiers.size() - 1);
  }

  /** All that is left, joined by dots; takes it. */
  String takeRest() {
    String rest = String.join(".", modifiers);
    modifiers.clear();
    return rest;
  }

  boolean isEmpty() {
    return modifiers.isEmpty();
  }

  /** What is left. */
  @Override
  public String toString() {
    return String.join(".", modifiers);
  }
}
