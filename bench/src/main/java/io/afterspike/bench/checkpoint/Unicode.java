package io.afterspike.bench.checkpoint;

/** Java strings may hold halves of surrogate pairs, which no encoding can write. */
final class Unicode {
  private Unicode() {}

  static boolean isValid(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }
}
