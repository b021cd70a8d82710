package io.afterspike.engine;

/** The matrix form composed of the engine's operations. */
final class MatrixTraces<B> extends MatrixForm<B> {
  final B trace;
  final B biasTrace;

  /** OSTL: c of the step before. OTPE: c of this step. */
  final B retention;

  MatrixTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    trace = allocate(shape.traces());
    biasTrace = allocate(shape.outputs());
    retention = allocate(shape.outputs());
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(trace, 0f);
    engine.fill(biasTrace, 0f);
    engine.fill(retention, 0f);
  }

  @Override
  void advance(B input, B surrogate) {
    advancePresynaptic(input);
    if (otpe) {
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
  void readMatrix(boolean bias, float[] destination) {
    engine.read(bias ? biasTrace : trace, destination);
  }

  @Override
  void visit(StateVisitor<B> visitor) {
    super.visit(visitor);
    visitor.buffer("trace", trace);
    visitor.buffer("biasTrace", biasTrace);
    visitor.buffer("retention", retention);
    visitPresynaptic(visitor);
  }
}
