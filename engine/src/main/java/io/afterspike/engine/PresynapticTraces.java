package io.afterspike.engine;

import java.util.EnumSet;
import java.util.Set;

/**
 * OTTT ({@code dW = â ⊗ δ∘g}) and Approx OTPE ({@code dW = ẑ ⊗ δ∘ḡ}): traces per input only. The
 * bias has no trace unless asked for.
 */
final class PresynapticTraces<B> extends LayerTraces<B> {
  /** Whether traces are filtered once more: Approx OTPE. */
  final boolean filters;

  final B trace;
  final B filtered;
  final B biasTrace;
  final B filteredBias;

  PresynapticTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    filters = spec.rule() == LayerRule.APPROX_OTPE;
    trace = allocate(shape.inputs());
    filtered = filters ? allocate(shape.inputs()) : null;
    biasTrace = allocate(shape.batch());
    filteredBias = filters ? allocate(shape.batch()) : null;
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
    if (filters) {
      engine.fill(filtered, 0f);
      engine.fill(filteredBias, 0f);
    }
  }

  @Override
  void advance(B input, B surrogate) {
    float leak = spec.lif().leak();
    engine.leakySumStep(leak, input, trace);
    engine.leakySumStep(leak, ones, biasTrace);
    if (filters) {
      engine.leakySumStep(leak, trace, filtered);
      engine.leakySumStep(leak, biasTrace, filteredBias);
    }
  }

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    engine.outerProduct(shape, filters ? filtered : trace, factor, weightGradient);
    B biasInput = !spec.tracedBias() ? ones : filters ? filteredBias : biasTrace;
    engine.outerProduct(biasShape, biasInput, factor, biasGradient);
  }

  @Override
  public Set<TraceName> readable() {
    return filters
        ? EnumSet.of(
            TraceName.PRESYNAPTIC, TraceName.FILTERED_PRESYNAPTIC, TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.PRESYNAPTIC);
  }

  @Override
  void readTrace(TraceName name, float[] destination) {
    engine.read(name == TraceName.PRESYNAPTIC ? trace : filtered, destination);
  }

  @Override
  void visit(StateVisitor<B> visitor) {
    super.visit(visitor);
    visitor.buffer("presynapticTrace", trace);
    visitor.buffer("biasTrace", biasTrace);
    if (filters) {
      visitor.buffer("filteredPresynapticTrace", filtered);
      visitor.buffer("filteredBiasTrace", filteredBias);
    }
  }
}
