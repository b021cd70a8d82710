package io.afterspike.engine;

import java.util.EnumSet;
import java.util.Set;

/**
 * OSTL and OTPE with one matrix per sample: {@code P = c(t−1)∘P + x} and {@code R = c∘R + g⊗â}. The
 * memory does not grow with time.
 */
final class MatrixTraces<B> extends LayerTraces<B> {
  private final boolean otpe;
  private final B trace;
  private final B biasTrace;

  /** OSTL: c of the step before. OTPE: c of this step. */
  private final B retention;

  /** OTPE's â and the same for the bias. */
  private final B presynapticTrace;

  private final B constantTrace;

  MatrixTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    otpe = spec.rule() == LayerRule.OTPE;
    trace = allocate(shape.traces());
    biasTrace = allocate(shape.outputs());
    retention = allocate(shape.outputs());
    presynapticTrace = otpe ? allocate(shape.inputs()) : null;
    constantTrace = otpe ? allocate(shape.batch()) : null;
  }

  @Override
  public TraceForm form() {
    return TraceForm.MATRIX;
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(trace, 0f);
    engine.fill(biasTrace, 0f);
    engine.fill(retention, 0f);
    if (otpe) {
      engine.fill(presynapticTrace, 0f);
      engine.fill(constantTrace, 0f);
    }
  }

  @Override
  void advance(B input, B surrogate) {
    if (otpe) {
      engine.leakySumStep(spec.lif().leak(), input, presynapticTrace);
      engine.leakySumStep(spec.lif().leak(), ones, constantTrace);
      engine.retention(spec.lif(), surrogate, retention);
      engine.otpeTraceStep(shape, retention, surrogate, presynapticTrace, trace);
      engine.otpeTraceStep(biasShape, retention, surrogate, constantTrace, biasTrace);
    } else {
      engine.ostlTraceStep(shape, retention, input, trace);
      engine.ostlTraceStep(biasShape, retention, ones, biasTrace);
      engine.retention(spec.lif(), surrogate, retention);
    }
  }

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    B weight = otpe ? learningSignal : factor;
    engine.matrixGradient(shape, weight, trace, weightGradient);
    engine.matrixGradient(biasShape, weight, biasTrace, biasGradient);
  }

  @Override
  public Set<TraceName> readable() {
    return otpe
        ? EnumSet.of(
            TraceName.OUTPUT,
            TraceName.BIAS_OUTPUT,
            TraceName.PRESYNAPTIC,
            TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
  }

  @Override
  void readTrace(TraceName name, float[] destination) {
    if (name == TraceName.PRESYNAPTIC) {
      engine.read(presynapticTrace, destination);
      return;
    }
    boolean bias = name == TraceName.BIAS_OUTPUT || name == TraceName.BIAS_MEMBRANE;
    engine.read(bias ? biasTrace : trace, destination);
    if (!otpe) {
      toMembraneTrace(destination, bias ? 1 : shape.pre());
    }
  }

  @Override
  void visit(StateVisitor<B> visitor) {
    super.visit(visitor);
    visitor.buffer("trace", trace);
    visitor.buffer("biasTrace", biasTrace);
    visitor.buffer("retention", retention);
    if (otpe) {
      visitor.buffer("presynapticTrace", presynapticTrace);
      visitor.buffer("constantTrace", constantTrace);
    }
  }
}
