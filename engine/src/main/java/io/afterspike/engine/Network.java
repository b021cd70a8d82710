package io.afterspike.engine;

/**
 * A spiking network that learns. Host arrays go in and out; everything in between stays on the
 * engine.
 *
 * <p>A sequence is {@link #reset}, then {@link #step} for every time step, then {@link
 * #finishSequence}. An endless stream just keeps stepping. To evaluate without learning, use {@link
 * #evaluate} in place of {@code step} and leave {@code finishSequence} out.
 *
 * <p>Parameters are flat: for each layer from the first, weights row-major [pre][post], then biases
 * [post]. A network belongs to the thread of its engine. Once it or its engine is closed, whatever
 * reads or changes its values is an {@link IllegalStateException}.
 */
public interface Network extends AutoCloseable {
  /** What the network was made from. */
  NetworkSpec spec();

  /** The form in which layer {@code layer} keeps its traces; AUTO where it keeps none. */
  TraceForm form(int layer);

  /** Sets weights from the LeCun normal distribution and biases to 0, as a function of the seed. */
  void initialize(long seed);

  /**
   * Starts a new sequence: potentials, traces, counts and losses are 0. A gradient that has not
   * been applied is dropped. Weights and optimizer stay.
   */
  void reset();

  /**
   * One time step with learning.
   *
   * @param input [batch][inputs], finite; not modified
   * @param labels the class of each sample, [batch]; not modified
   * @throws IllegalArgumentException if a length is wrong, a label out of range, or an input not
   *     finite, naming the element
   */
  void step(float[] input, int[] labels);

  /** One time step without learning; arguments as {@link #step}. */
  void evaluate(float[] input, int[] labels);

  /**
   * Takes over a whole sequence, checked once, for {@link #learn} and {@link #evaluate(
   * InputSequence)}.
   *
   * @param inputs each step's input, [steps][batch][inputs], finite; not modified
   * @param labels the class of each sample, [batch]; not modified
   * @throws IllegalArgumentException if a length is wrong, a label out of range, or an input not
   *     finite, naming the element
   */
  InputSequence sequence(float[][] inputs, int[] labels);

  /**
   * All time steps of a sequence with learning, as {@link #step} for each; before it usually {@link
   * #reset}, after it {@link #finishSequence}.
   *
   * @throws IllegalArgumentException if the sequence is another engine's, or of other sizes
   */
  void learn(InputSequence sequence);

  /** All time steps of a sequence without learning. */
  void evaluate(InputSequence sequence);

  /**
   * Ends a sequence: offline, applies its gradient; with updates every W steps, applies what is
   * left. Does nothing online.
   */
  void finishSequence();

  /** The batch's mean cross entropy of the last step. */
  double loss();

  /** The mean of {@link #loss} over the steps since {@link #reset}; NaN before the first. */
  double sequenceLoss();

  /** Copies each sample's cross entropy, summed over the steps since {@link #reset}, [batch]. */
  void readSequenceLosses(float[] destination);

  /** The number of steps since {@link #reset}. */
  long steps();

  /** The number of times the optimizer has changed the weights. */
  long updates();

  /** Copies the number of spikes of each output neuron since {@link #reset}, [batch][classes]. */
  void readCounts(float[] destination);

  /** Copies layer {@code layer}'s spikes of the last step, [batch][neurons], 0 or 1. */
  void readSpikes(int layer, float[] destination);

  /** Copies layer {@code layer}'s membrane potentials after the last step, [batch][neurons]. */
  void readPotential(int layer, float[] destination);

  /**
   * Copies the leaky output sum after the last step, [batch][classes].
   *
   * @throws IllegalStateException if the rule has no leaky output
   */
  void readLeakyOutput(float[] destination);

  /**
   * Copies a trace of layer {@code layer}.
   *
   * @throws IllegalArgumentException if the rule keeps no such trace
   */
  void readTrace(int layer, TraceName name, float[] destination);

  /** The number of weights and biases, the length of the flat parameter arrays. */
  int parameters();

  /** Copies all parameters. */
  void readParameters(float[] destination);

  /**
   * Replaces all parameters. Biases of layers without bias must be 0.
   *
   * @throws IllegalArgumentException if the length is wrong or a value not finite
   */
  void writeParameters(float[] source);

  /**
   * Copies the gradient: that of the steps since the last update or, right after an update, the one
   * that was applied. Layout as the parameters.
   */
  void readGradient(float[] destination);

  /** A copy of the whole state. */
  NetworkState save();

  /**
   * Continues from a saved state.
   *
   * @throws IllegalArgumentException if it is of another network, naming what is missing or does
   *     not fit; the network is then as after {@link #reset} with undefined weights
   */
  void restore(NetworkState state);

  /** Frees the network's buffers; the engine stays open. */
  @Override
  void close();
}
