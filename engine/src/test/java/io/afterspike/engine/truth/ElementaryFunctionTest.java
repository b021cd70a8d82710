package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.Exponential;
import org.junit.jupiter.api.Test;

/** The errors of the readout's functions that the bounds assume, over a grid of floats. */
class ElementaryFunctionTest {
  @Test
  void exponentialAndLogarithmAreWithinTheirAssumedErrors() {
    double exponential = 0;
    for (int bits = Float.floatToIntBits(1e-8f); bits <= Float.floatToIntBits(86f); bits += 307) {
      float x = -Float.intBitsToFloat(bits);
      double exact = Math.exp(x);
      exponential = Math.max(exponential, Math.abs(Exponential.exp(x) - exact) / exact);
    }
    double logarithm = 0;
    for (int bits = Float.floatToIntBits(1f) + 1; bits <= Float.floatToIntBits(1e6f); bits += 307) {
      float x = Float.intBitsToFloat(bits);
      double exact = Math.log(x);
      logarithm = Math.max(logarithm, Math.abs(Exponential.log(x) - exact) / exact);
    }
    assertEquals(1f, Exponential.exp(0f));
    assertEquals(0f, Exponential.log(1f));
    String found = "exp " + exponential + ", log " + logarithm;
    assertTrue(Math.max(exponential, logarithm) <= BoundedArithmetic.FUNCTION, found);
    assertTrue(Math.max(exponential, logarithm) >= BoundedArithmetic.FUNCTION / 4, found);
  }
}
