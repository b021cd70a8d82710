package io.afterspike.engine;

/**
 * The operations that every learning rule is composed of, on memory of type {@code B}.
 *
 * <p>The result of every operation is defined to the last bit by the plain loops of {@code
 * io.afterspike.kernels.reference}; each formula below is one of those classes. Buffers hold
 * floats, row-major, batches first; see {@link LayerShape} for b, i, j. Operations may be
 * asynchronous; only {@link #read} waits. Arguments are checked once per call: a buffer of a wrong
 * length is an {@link IllegalArgumentException} naming the argument, the expected and the actual
 * length; a closed engine an {@link IllegalStateException}. No two arguments of one call may be the
 * same buffer unless said.
 *
 * <p>An engine belongs to one thread. It owns the buffers it allocates and frees them in {@link
 * #close()}.
 *
 * @param <B> the engine's buffers: {@code float[]} on a CPU, {@code DeviceBuffer} on a GPU
 */
public interface Engine<B> extends AutoCloseable {
  /** The name it is asked for by: {@code reference}, {@code simd}, {@code cuda}. */
  String name();

  /** One line for reports: what it runs on and how. */
  String description();

  /** A new buffer of {@code length} floats, all +0. */
  B allocate(int length);

  /** Gives a buffer back before the engine is closed; it must not be used any more. */
  void free(B buffer);

  /** The number of floats in a buffer. */
  int length(B buffer);

  /** About how many bytes of buffers can still be allocated. */
  default long availableBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  /** Copies host values into the start of a buffer that is at least as long. */
  void write(float[] source, B destination);

  /** Copies the start of a buffer into a host array that is at most as long; waits for it. */
  void read(B source, float[] destination);

  /** Sets every element. */
  void fill(B buffer, float value);

  /** Copies {@code length} elements from one buffer to another. */
  void copy(B source, int sourceOffset, B destination, int destinationOffset, int length);

  /**
   * {@code current[b][j] = bias[j] + Σ_i input[b][i]·weights[i][j]}.
   *
   * @param input [batch][pre]
   * @param weights [pre][post]
   * @param bias [post]
   * @param current [batch][post], overwritten
   */
  void current(LayerShape shape, B input, B weights, B bias, B current);

  /**
   * Charge, fire, reset and surrogate gradient of {@code length(potential)} neurons: {@code v = λ·u
   * + current}, {@code s = v ≥ Vth}, {@code u = v − Vth·s}, {@code g = 1/(k·|v − Vth| + 1)²}.
   *
   * @param potential u, modified
   * @param spikes overwritten with 0 or 1
   * @param surrogate overwritten with g
   */
  void lifStep(LifParameters lif, B current, B potential, B spikes, B surrogate);

  /**
   * One step of a layer: {@link #current}, then {@link #lifStep}. An engine may do both in one go,
   * with the same bits.
   *
   * @param input [batch][pre]
   * @param weights [pre][post]
   * @param bias [post]
   * @param current [batch][post], overwritten
   * @param potential u, [batch][post], modified
   * @param spikes [batch][post], overwritten
   * @param surrogate [batch][post], overwritten
   */
  default void forward(
      LayerShape shape,
      LifParameters lif,
      B input,
      B weights,
      B bias,
      B current,
      B potential,
      B spikes,
      B surrogate) {
    current(shape, input, weights, bias, current);
    lifStep(lif, current, potential, spikes, surrogate);
  }

  /**
   * {@code sum = leak·sum + input}: presynaptic traces, filtered traces, leaky outputs and, with
   * leak 1, counts.
   *
   * @param sum modified
   */
  void leakySumStep(float leak, B input, B sum);

  /**
   * {@code mean += (surrogate − mean)·inverseWeight}, the λ-weighted mean ḡ with {@code
   * inverseWeight = 1/r}, {@code r = λr + 1}.
   *
   * @param meanSurrogate modified
   */
  void meanSurrogateStep(float inverseWeight, B surrogate, B meanSurrogate);

  /**
   * {@code retention = λ·(1 − Vth·surrogate)}, the coefficient c.
   *
   * @param retention overwritten
   */
  void retention(LifParameters lif, B surrogate, B retention);

  /**
   * The published membrane trace: {@code P = λE + x}, {@code eligibility = g∘P}, {@code E = P −
   * Vth·eligibility}.
   *
   * @param input x, [batch][pre]
   * @param surrogate g, [batch][post]
   * @param membraneTrace E, [batch][pre][post], modified
   * @param eligibility [batch][pre][post], overwritten
   */
  void membraneTraceStep(
      LayerShape shape, LifParameters lif, B input, B surrogate, B membraneTrace, B eligibility);

  /**
   * OSTL with one matrix: {@code P = c(t−1)∘P + x}.
   *
   * @param previousRetention c(t−1), [batch][post]
   * @param input x, [batch][pre]
   * @param trace P, [batch][pre][post], modified
   */
  void ostlTraceStep(LayerShape shape, B previousRetention, B input, B trace);

  /**
   * OTPE with one matrix: {@code R = c∘R + g⊗â}.
   *
   * @param retention c, [batch][post]
   * @param surrogate g, [batch][post]
   * @param presynapticTrace â, [batch][pre]
   * @param trace R, [batch][pre][post], modified
   */
  void otpeTraceStep(LayerShape shape, B retention, B surrogate, B presynapticTrace, B trace);

  /**
   * OSTL's factor of one past step: {@code D = c(t−1)∘D}.
   *
   * @param factor modified
   */
  void ostlFactorStep(B previousRetention, B factor);

  /**
   * OTPE's factor of one past step: {@code Q = c∘Q + g·decay}, decay = λ^(t−k).
   *
   * @param factor modified
   */
  void otpeFactorStep(float decay, B retention, B surrogate, B factor);

  /**
   * {@code product = left∘right}.
   *
   * @param product overwritten; may be {@code left} or {@code right}
   */
  void multiply(B left, B right, B product);

  /**
   * {@code values = factor·values}.
   *
   * @param values modified
   */
  void scale(float factor, B values);

  /**
   * {@code gradient[i][j] += Σ_b factor[b][j]·trace[b][i][j]}.
   *
   * @param gradient [pre][post], added into
   */
  void matrixGradient(LayerShape shape, B factor, B trace, B gradient);

  /**
   * {@code gradient[i][j] += Σ_b input[b][i]·factor[b][j]}.
   *
   * @param gradient [pre][post], added into
   */
  void outerProduct(LayerShape shape, B input, B factor, B gradient);

  /**
   * {@code learningSignal[b][i] = Σ_j factor[b][j]·weights[i][j]}.
   *
   * @param learningSignal [batch][pre], overwritten
   */
  void project(LayerShape shape, B factor, B weights, B learningSignal);

  /**
   * Softmax cross entropy of each sample and {@code learningSignal = (softmax(output) − onehot)·
   * scale}.
   *
   * @param output [batch][classes]
   * @param labels [batch], whole numbers in [0, classes): the caller has checked them
   * @param learningSignal [batch][classes], overwritten
   * @param loss [batch], overwritten
   */
  void crossEntropy(int classes, float scale, B output, B labels, B learningSignal, B loss);

  /**
   * The offline forms' pass over a whole sequence of one layer, from the last step to the first,
   * with c = λ(1 − Vth·g) and A = F = 0 after the last step: see {@code ReversePassReference}.
   *
   * <pre>
   *   BPTT         A = gδ + cA(t+1)
   *   OSTL         A = gδ + cA(t+1)                    h = δ∘g
   *   OTPE         F = δ + λF(t+1),  A = gF + cA(t+1)  h = δ∘ḡ
   *   OTTT         A = h + λA(t+1)                     h = δ∘g
   *   APPROX_OTPE  F = h + λF(t+1),  A = F + λA(t+1)   h = δ∘ḡ
   * </pre>
   *
   * @param steps how many time steps, at least 1
   * @param surrogate g, [steps][batch·post]; not used by APPROX_OTPE
   * @param learningSignal δ, [steps][batch·post], replaced by A
   * @param sent ḡ for OTPE and APPROX_OTPE, [steps][batch·post], replaced by h; overwritten with h
   *     by OSTL and OTTT; BPTT does not touch it, there it may be {@code learningSignal}
   */
  void reversePass(
      ReverseRule rule, LifParameters lif, int steps, B surrogate, B learningSignal, B sent);

  /**
   * Real-time recurrent learning, one layer: see {@code SensitivityReference}.
   *
   * @param below the number of parameters of the layers below
   * @param inputSensitivity ds/dp of the layer below, [batch][pre][below]; of any length if {@code
   *     below} is 0
   * @param potentialSensitivity du/dp, [batch][post][below + own parameters], modified
   * @param spikeSensitivity ds/dp, same size, overwritten
   */
  void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      B weights,
      B input,
      B surrogate,
      B inputSensitivity,
      B potentialSensitivity,
      B spikeSensitivity);

  /**
   * One Adamax update, number {@code update} from 1.
   *
   * @param weights modified
   * @param firstMoment μ, modified
   * @param infinityNorm ν, modified
   */
  void applyAdamax(
      OptimizerSpec.Adamax adamax,
      long update,
      B gradient,
      B weights,
      B firstMoment,
      B infinityNorm);

  /**
   * One step of gradient descent: {@code W = W − rate·G}.
   *
   * @param weights modified
   */
  void applySgd(OptimizerSpec.Sgd sgd, B gradient, B weights);

  /**
   * The state a learning rule keeps for one layer, in the form that the engine finds best or the
   * specification forces.
   */
  default Traces<B> traces(TraceSpec spec) {
    return Traces.composed(this, spec);
  }

  /**
   * A network on this engine. Its weights are 0 until {@link Network#initialize} or {@link
   * Network#writeParameters}.
   *
   * @throws IllegalArgumentException if it cannot fit in memory, naming the bytes
   */
  default Network network(NetworkSpec spec) {
    return new ComposedNetwork<>(this, spec);
  }

  /** Frees all buffers. Closing twice does nothing. */
  @Override
  void close();
}
