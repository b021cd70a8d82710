package io.afterspike.bench.conform;

/** Checks of one part against the arrays of the folder {@code parts}. Listed in {@link Parts}. */
interface PartCheck {
  /**
   * Checks what the folder lists of this part; arrays that it does not ask for are reported as not
   * checked.
   */
  void run(PartContext context);
}
