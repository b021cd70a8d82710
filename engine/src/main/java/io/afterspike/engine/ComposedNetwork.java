package io.afterspike.engine;

/**
 * A network written once against the operations of {@link Engine}: the specification of a training
 * step. An engine may offer a fused one, which must equal this bit for bit.
 */
final class ComposedNetwork<B> extends EngineNetwork<B> {
  private final Learner<B> learner;

  ComposedNetwork(Engine<B> engine, NetworkSpec spec) {
    this(engine, spec, StepFrame.NONE);
  }

  /** Takes over the frame. */
  ComposedNetwork(Engine<B> engine, NetworkSpec spec, StepFrame frame) {
    super(engine, spec, frame, new Buffers<>(engine));
    learner = orFree(this::makeLearner);
  }

  private Learner<B> makeLearner() {
    if (spec.rule() == LearningRule.RTRL) {
      return new SensitivityLearner<>(engine, buffers, spec, layers);
    }
    if (spec.mode().offline()) {
      return new ReverseLearner<>(engine, buffers, spec, layers);
    }
    return new TraceLearner<>(engine, spec, layers);
  }

  @Override
  LearningState<B> learned() {
    return learner;
  }

  @Override
  void train() {
    forward();
    if (pending == 0) {
      layers.forEach(Layer::clearGradient);
    }
    learner.step(input);
    pending++;
    if (pending == spec.mode().every()) {
      update();
    }
  }

  @Override
  public void finishSequence() {
    open();
    if (pending > 0) {
      frame.begin();
      try {
        learner.endSequence();
        update();
      } finally {
        frame.end();
      }
    }
  }
}
