package io.afterspike.engine;

import java.util.EnumSet;
import java.util.Set;

/**
 * OSTL and OTPE with one matrix per sample: {@code P = c(t−1)∘P + x} and {@code R = c∘R + g⊗â}. The
 * memory does not grow with time.
 */
abstract class MatrixForm<B> extends LayerTraces<B> {
  final boolean otpe;

  /** OTPE's â and the same for the bias; else {@code null}. */
  final B presynapticTrace;

  final B constantTrace;

  MatrixForm(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    otpe = spec.rule() == LayerRule.OTPE;
    presynapticTrace = otpe ? allocate(shape.inputs()) : null;
    constantTrace = otpe ? allocate(shape.batch()) : null;
  }

  @Override
  public final TraceForm form() {
    return TraceForm.MATRIX;
  }

  @Override
  public void reset() {
    super.reset();
    if (otpe) {
      engine.fill(presynapticTrace, 0f);
      engine.fill(constantTrace, 0f);
    }
  }

  /** Advances â and the bias's. */
  final void advancePresynaptic(B input) {
    if (otpe) {
      engine.leakySumStep(spec.lif().leak(), input, presynapticTrace);
      engine.leakySumStep(spec.lif().leak(), ones, constantTrace);
    }
  }

  /** Copies R or P, [batch][pre][post], or the bias's, [batch][post]. */
  abstract void readMatrix(boolean bias, float[] destination);

  @Override
  public final Set<TraceName> readable() {
    return otpe
        ? EnumSet.of(
            TraceName.OUTPUT,
            TraceName.BIAS_OUTPUT,
            TraceName.PRESYNAPTIC,
            TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
  }

  @Override
  final void readTrace(TraceName name, float[] destination) {
    if (name == TraceName.PRESYNAPTIC) {
      engine.read(presynapticTrace, destination);
      return;
    }
    boolean bias = name == TraceName.BIAS_OUTPUT || name == TraceName.BIAS_MEMBRANE;
    readMatrix(bias, destination);
    if (!otpe) {
      toMembraneTrace(destination, bias ? 1 : shape.pre());
    }
  }

  /** Saves or restores â and the bias's. */
  final void visitPresynaptic(StateVisitor<B> visitor) {
    if (otpe) {
      visitor.buffer("presynapticTrace", presynapticTrace);
      visitor.buffer("constantTrace", constantTrace);
    }
  }
}
