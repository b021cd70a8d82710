package io.afterspike.engine;

/** What all kinds of traces share: the mean surrogate, the bias's constant input, the buffers. */
abstract class LayerTraces<B> implements Traces<B> {
  final Engine<B> engine;
  final TraceSpec spec;
  final LayerShape shape;

  /** The bias as a layer with one input that is always 1. */
  final LayerShape biasShape;

  final B ones;

  /** ḡ; {@code null} where the rule sends δ∘g. */
  final B meanSurrogate;

  private final Buffers<B> buffers;
  private float meanWeight;

  /** g of the current step, the caller's buffer. */
  private B surrogate;

  LayerTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    this.engine = engine;
    this.buffers = buffers;
    this.spec = spec;
    this.shape = spec.shape();
    this.biasShape = new LayerShape(shape.batch(), 1, shape.post());
    this.ones = allocate(shape.batch());
    engine.fill(ones, 1f);
    this.meanSurrogate = spec.rule().sendsMeanSurrogate() ? allocate(shape.outputs()) : null;
  }

  /** A buffer that is freed with these traces. */
  final B allocate(int length) {
    return buffers.allocate(length);
  }

  @Override
  public TraceForm form() {
    return spec.chosenForm();
  }

  @Override
  public void reset() {
    meanWeight = 0f;
    if (meanSurrogate != null) {
      engine.fill(meanSurrogate, 0f);
    }
  }

  @Override
  public final void step(B input, B surrogate) {
    this.surrogate = surrogate;
    if (meanSurrogate != null) {
      advanceMeanWeight();
      engine.meanSurrogateStep(1f / meanWeight, surrogate, meanSurrogate);
    }
    advance(input, surrogate);
  }

  /** r = λr + 1, for a fused step that computes the mean itself. */
  final void advanceMeanWeight() {
    meanWeight = Math.fma(spec.lif().leak(), meanWeight, 1f);
  }

  /** r of the mean surrogate. */
  final float meanWeight() {
    return meanWeight;
  }

  /** What is multiplied with the learning signal and sent down: ḡ, or else g. */
  final B sent(B surrogate) {
    return meanSurrogate != null ? meanSurrogate : surrogate;
  }

  /** Names the buffer that holds g, for traces that are restored rather than stepped. */
  final void follow(B surrogate) {
    this.surrogate = surrogate;
  }

  /** Advances everything but the mean surrogate. */
  abstract void advance(B input, B surrogate);

  @Override
  public final void postsynapticFactor(B learningSignal, B factor) {
    engine.multiply(learningSignal, sent(surrogate), factor);
  }

  /** Saves or restores everything that a later step depends on. */
  void visit(StateVisitor<B> visitor) {
    if (meanSurrogate != null) {
      visitor.buffer("meanSurrogate", meanSurrogate);
      int bits = Float.floatToRawIntBits(meanWeight);
      meanWeight = Float.intBitsToFloat((int) visitor.counter("meanWeight", bits));
    }
  }

  @Override
  public void read(TraceName name, float[] destination) {
    if (!readable().contains(name)) {
      throw new IllegalArgumentException(
          "trace: expected one of " + readable() + " for " + spec.rule() + ", found " + name);
    }
    boolean perInput = name == TraceName.PRESYNAPTIC || name == TraceName.FILTERED_PRESYNAPTIC;
    boolean perWeight = name == TraceName.MEMBRANE || name == TraceName.OUTPUT;
    int length = perInput ? shape.inputs() : perWeight ? shape.traces() : shape.outputs();
    Require.length("destination", length, destination.length);
    if (name == TraceName.MEAN_SURROGATE) {
      engine.read(meanSurrogate, destination);
    } else {
      readTrace(name, destination);
    }
  }

  abstract void readTrace(TraceName name, float[] destination);

  /** g of the last step on the host, [batch][post]; 0 before the first step. */
  final float[] hostSurrogate() {
    float[] g = new float[shape.outputs()];
    if (surrogate != null) {
      engine.read(surrogate, g);
    }
    return g;
  }

  /**
   * Turns dv/dW into du/dW in place: {@code E = P − Vth·(g∘P)}, as the published form rounds it.
   */
  final void toMembraneTrace(float[] p, int pre) {
    float[] g = hostSurrogate();
    int post = shape.post();
    for (int k = 0; k < p.length; k++) {
      float eligibility = g[k / (pre * post) * post + k % post] * p[k];
      p[k] = Math.fma(-spec.lif().threshold(), eligibility, p[k]);
    }
  }

  @Override
  public void close() {
    buffers.close();
  }
}
