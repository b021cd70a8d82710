package io.afterspike.kernels.cpu;

import java.util.function.IntPredicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Which part of a layer a call computes. Element-wise kernels use the neurons alone. */
record Shape(Span samples, Span inputs, Span neurons) {
  /** The axis along which a kernel vectorises. */
  enum Axis {
    SAMPLES,
    INPUTS,
    NEURONS
  }

  static Arbitrary<Shape> along(Axis wide) {
    return Combinators.combine(
            wide == Axis.SAMPLES ? Span.wide() : Span.narrow(),
            wide == Axis.INPUTS ? Span.wide() : Span.narrow(),
            wide == Axis.NEURONS ? Span.wide() : Span.narrow())
        .as(Shape::new);
  }

  int batch() {
    return samples.size();
  }

  int pre() {
    return inputs.size();
  }

  int post() {
    return neurons.size();
  }

  /** Where an element-wise kernel may write. */
  IntPredicate elements() {
    return neurons::contains;
  }

  /** Where a kernel may write into [batch][post]. */
  IntPredicate samplesByNeurons() {
    return within(samples, neurons);
  }

  /** Where a kernel may write into [batch][pre]. */
  IntPredicate samplesByInputs() {
    return within(samples, inputs);
  }

  /** Where a kernel may write into [pre][post]. */
  IntPredicate inputsByNeurons() {
    return within(inputs, neurons);
  }

  /** Where a kernel that takes all inputs may write into [batch][pre][post]. */
  IntPredicate traces() {
    Span rows = new Span(samples.from() * pre(), samples.to() * pre(), samples.size() * pre());
    return within(rows, neurons);
  }

  private static IntPredicate within(Span rows, Span columns) {
    return k ->
        columns.size() > 0
            && rows.contains(k / columns.size())
            && columns.contains(k % columns.size());
  }
}
