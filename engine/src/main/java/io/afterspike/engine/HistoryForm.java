package io.afterspike.engine;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * OSTL and OTPE without any matrix: the inputs x(k) of past steps and one factor per past step and
 * neuron, D(k,t) or Q(k,t).
 *
 * <pre>
 *   OSTL:  P(t) = Σ_k x(k) ⊗ D(k,t)      dW(t) = Σ_k Σ_b x(k) ⊗ (δ∘g)(t)∘D(k,t)
 *   OTPE:  R(t) = Σ_k x(k) ⊗ Q(k,t)      dW(t) = Σ_k Σ_b x(k) ⊗ δ(t)∘Q(k,t)
 * </pre>
 *
 * Steps older than {@link TraceSpec#window()} are forgotten, so memory stays bounded on endless
 * streams.
 */
abstract class HistoryForm<B> extends LayerTraces<B> {
  final boolean otpe;
  final int window;

  /** λ^n, grown as needed. */
  private float[] decay = {1f};

  HistoryForm(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    otpe = spec.rule() == LayerRule.OTPE;
    window = spec.window();
  }

  @Override
  public final TraceForm form() {
    return TraceForm.HISTORY;
  }

  /** The number of past steps that are kept. */
  abstract int pastSteps();

  /** Copies x(k) of a kept step, 0 the oldest, [batch][pre]. */
  abstract void readInput(int k, float[] destination);

  /** Copies D(k,t) or Q(k,t) of a kept step, [batch][post]. */
  abstract void readFactor(int k, float[] destination);

  /** λ^n for n below {@code length} at least. */
  final float[] decay(int length) {
    if (length > decay.length) {
      int old = decay.length;
      decay = Arrays.copyOf(decay, Math.max(length, 2 * old));
      for (int n = old; n < decay.length; n++) {
        decay[n] = spec.lif().leak() * decay[n - 1];
        if (decay[n] < 0x1p-100f) {
          decay[n] = 0f;
        }
      }
    }
    return decay;
  }

  @Override
  public final Set<TraceName> readable() {
    return otpe
        ? EnumSet.of(TraceName.OUTPUT, TraceName.BIAS_OUTPUT, TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
  }

  @Override
  final void readTrace(TraceName name, float[] destination) {
    boolean bias = name == TraceName.BIAS_OUTPUT || name == TraceName.BIAS_MEMBRANE;
    int pre = bias ? 1 : shape.pre();
    float[] input = new float[shape.batch() * pre];
    float[] factor = new float[shape.outputs()];
    Arrays.fill(destination, 0f);
    for (int k = 0; k < pastSteps(); k++) {
      if (bias) {
        Arrays.fill(input, 1f);
      } else {
        readInput(k, input);
      }
      readFactor(k, factor);
      for (int row = 0; row < input.length; row++) {
        for (int j = 0; j < shape.post(); j++) {
          int at = row * shape.post() + j;
          destination[at] =
              Math.fma(input[row], factor[row / pre * shape.post() + j], destination[at]);
        }
      }
    }
    if (!otpe) {
      toMembraneTrace(destination, pre);
    }
  }
}
