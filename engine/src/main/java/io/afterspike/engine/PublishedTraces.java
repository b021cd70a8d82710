package io.afterspike.engine;

import java.util.EnumSet;
import java.util.Set;

/**
 * OSTL and OTPE as published: {@code P = λE + x}, {@code E = (1 − Vth·g)∘P} and, for OTPE, {@code R
 * = λR + g∘P}. The definition that the cheaper forms are checked against.
 */
final class PublishedTraces<B> extends LayerTraces<B> {
  private final boolean otpe;
  private final B membraneTrace;
  private final B eligibility;
  private final B outputTrace;
  private final B biasMembraneTrace;
  private final B biasEligibility;
  private final B biasOutputTrace;

  PublishedTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    otpe = spec.rule() == LayerRule.OTPE;
    membraneTrace = allocate(shape.traces());
    eligibility = allocate(shape.traces());
    outputTrace = otpe ? allocate(shape.traces()) : null;
    biasMembraneTrace = allocate(shape.outputs());
    biasEligibility = allocate(shape.outputs());
    biasOutputTrace = otpe ? allocate(shape.outputs()) : null;
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(membraneTrace, 0f);
    engine.fill(biasMembraneTrace, 0f);
    if (otpe) {
      engine.fill(outputTrace, 0f);
      engine.fill(biasOutputTrace, 0f);
    }
  }

  @Override
  void advance(B input, B surrogate) {
    LifParameters lif = spec.lif();
    engine.membraneTraceStep(shape, lif, input, surrogate, membraneTrace, eligibility);
    engine.membraneTraceStep(biasShape, lif, ones, surrogate, biasMembraneTrace, biasEligibility);
    if (otpe) {
      engine.leakySumStep(lif.leak(), eligibility, outputTrace);
      engine.leakySumStep(lif.leak(), biasEligibility, biasOutputTrace);
    }
  }

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    engine.matrixGradient(shape, learningSignal, otpe ? outputTrace : eligibility, weightGradient);
    engine.matrixGradient(
        biasShape, learningSignal, otpe ? biasOutputTrace : biasEligibility, biasGradient);
  }

  @Override
  public Set<TraceName> readable() {
    return otpe
        ? EnumSet.of(
            TraceName.MEMBRANE,
            TraceName.BIAS_MEMBRANE,
            TraceName.OUTPUT,
            TraceName.BIAS_OUTPUT,
            TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
  }

  @Override
  void readTrace(TraceName name, float[] destination) {
    B buffer =
        switch (name) {
          case MEMBRANE -> membraneTrace;
          case BIAS_MEMBRANE -> biasMembraneTrace;
          case OUTPUT -> outputTrace;
          default -> biasOutputTrace;
        };
    engine.read(buffer, destination);
  }

  @Override
  void visit(StateVisitor<B> visitor) {
    super.visit(visitor);
    visitor.buffer("membraneTrace", membraneTrace);
    visitor.buffer("biasMembraneTrace", biasMembraneTrace);
    if (otpe) {
      visitor.buffer("outputTrace", outputTrace);
      visitor.buffer("biasOutputTrace", biasOutputTrace);
    }
  }
}
