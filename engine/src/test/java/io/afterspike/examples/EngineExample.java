package io.afterspike.examples;

// The README shows everything below this line.
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LayerShape;
import java.util.Arrays;

final class EngineExample {
  public static void main(String[] arguments) {
    LayerShape shape = new LayerShape(2, 3, 4); // batch, presynaptic, postsynaptic
    try (Engine<float[]> engine = Engines.simd()) {
      float[] trace = engine.allocate(shape.inputs()); // â = λâ + x, then dW += â ⊗ δ∘g
      float[] gradient = engine.allocate(shape.weights());
      engine.leakySumStep(0.95f, new float[] {1, 0, 0, 0, 1, 1}, trace);
      engine.outerProduct(shape, trace, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, gradient);
      System.out.println(Arrays.toString(gradient));
    }
  }
}
