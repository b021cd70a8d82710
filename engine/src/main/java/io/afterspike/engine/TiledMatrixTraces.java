package io.afterspike.engine;

import io.afterspike.kernels.cpu.TracedGradientKernel;
import java.util.Arrays;

/**
 * The matrix form on arrays in one pass a step: the trace advances and is added to the gradient
 * while it is in a register, so that memory is touched once. The same bits as {@link MatrixTraces}.
 */
final class TiledMatrixTraces extends MatrixForm<float[]> {
  private final WorkerTeam team;
  private final int batch;
  private final int pre;
  private final int post;

  /** One sample: [pre][post]. Several: the tiles of {@link TracedGradientKernel}. */
  private final float[] trace;

  private final float[] biasTrace;

  /** c of the last step. */
  private float[] retention;

  /** OSTL: c of the step before, with which the trace has to advance. */
  private float[] previousRetention;

  /** What the input enters with: g, or 1. */
  private final float[] entering;

  /** OSTL: the input of the last step. */
  private final float[] lastInput;

  private final float[] outputOnes;
  private final float[] noInput;
  private final float[] noOnes;

  /** Takes the gradient that nobody asked for; made when first needed. */
  private float[] lostGradient;

  private final float[] lostBias;

  /** Whether the trace has still to take the last step, which {@link #accumulate} does. */
  private boolean pending;

  /** Each thread's scratch. */
  private final float[][] scratch;

  // The arguments of the parts.
  private float[] kept;
  private float[] presynaptic;
  private float[] signal;
  private float[] gradient;
  private final WorkerTeam.Part rows = this::rows;
  private final WorkerTeam.Part columns = this::columns;

  TiledMatrixTraces(SimdEngine engine, WorkerTeam team, Buffers<float[]> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    this.team = team;
    batch = shape.batch();
    pre = shape.pre();
    post = shape.post();
    long length = batch == 1 ? shape.traces() : TracedGradientKernel.tiledLength(batch, pre, post);
    trace = allocate(Math.toIntExact(length));
    biasTrace = allocate(Math.toIntExact(TracedGradientKernel.tiledLength(batch, 1, post)));
    retention = allocate(shape.outputs());
    previousRetention = otpe ? retention : allocate(shape.outputs());
    entering = allocate(shape.outputs());
    lastInput = otpe ? presynapticTrace : allocate(shape.inputs());
    outputOnes = allocate(shape.outputs());
    noInput = allocate(shape.inputs());
    noOnes = allocate(batch);
    lostBias = allocate(post);
    scratch = new float[team.threads()][TracedGradientKernel.scratchLength(batch, shape.pre())];
    Arrays.fill(entering, 1f);
    Arrays.fill(outputOnes, 1f);
  }

  @Override
  public void reset() {
    super.reset();
    Arrays.fill(trace, 0f);
    Arrays.fill(biasTrace, 0f);
    Arrays.fill(retention, 0f);
    pending = false;
  }

  @Override
  void advance(float[] input, float[] surrogate) {
    takePendingStep();
    advancePresynaptic(input);
    if (otpe) {
      System.arraycopy(surrogate, 0, entering, 0, entering.length);
    } else {
      float[] older = previousRetention;
      previousRetention = retention;
      retention = older;
      System.arraycopy(input, 0, lastInput, 0, lastInput.length);
    }
    engine.retention(spec.lif(), surrogate, retention);
    pending = true;
  }

  @Override
  public void accumulate(
      float[] learningSignal, float[] factor, float[] weightGradient, float[] biasGradient) {
    ((CheckedEngine<float[]>) engine).open();
    Require.length("learningSignal", shape.outputs(), learningSignal.length);
    Require.length("factor", shape.outputs(), factor.length);
    Require.length("weightGradient", shape.weights(), weightGradient.length);
    Require.length("biasGradient", post, biasGradient.length);
    pass(otpe ? learningSignal : factor, weightGradient, biasGradient);
  }

  /** Advances the trace by the last step where no gradient was asked for. */
  private void takePendingStep() {
    if (pending) {
      if (lostGradient == null) {
        lostGradient = allocate(shape.weights());
      }
      Arrays.fill(lostGradient, 0f);
      Arrays.fill(lostBias, 0f);
      pass(outputOnes, lostGradient, lostBias);
    }
  }

  private void pass(float[] signal, float[] weightGradient, float[] biasGradient) {
    // A trace that has taken the step already is kept as it is: 1 · R + 0.
    kept = !pending ? outputOnes : otpe ? retention : previousRetention;
    presynaptic = pending ? lastInput : noInput;
    float[] constant = !pending ? noOnes : otpe ? constantTrace : ones;
    this.signal = signal;
    gradient = weightGradient;
    if (batch == 1) {
      team.run(pre, shape.traces(), rows);
    } else {
      team.run(TracedGradientKernel.columns(post), shape.traces(), columns);
    }
    TracedGradientKernel.tiles(
        kept,
        entering,
        constant,
        signal,
        biasTrace,
        biasGradient,
        scratch[0],
        batch,
        1,
        post,
        0,
        TracedGradientKernel.columns(post));
    pending = false;
    this.signal = null;
    gradient = null;
  }

  private void rows(int worker, int from, int to) {
    TracedGradientKernel.single(
        kept, entering, presynaptic, signal, trace, gradient, post, from, to);
  }

  private void columns(int worker, int from, int to) {
    TracedGradientKernel.tiles(
        kept,
        entering,
        presynaptic,
        signal,
        trace,
        gradient,
        scratch[worker],
        batch,
        pre,
        post,
        from,
        to);
  }

  @Override
  void readMatrix(boolean bias, float[] destination) {
    takePendingStep();
    copy(bias, destination, false);
  }

  /** Copies a trace to or from its dense array. */
  private void copy(boolean bias, float[] dense, boolean write) {
    int rows = bias ? 1 : pre;
    float[] tiled = bias ? biasTrace : trace;
    boolean plain = batch == 1 && !bias;
    for (int at = 0; at < dense.length; at++) {
      int i = at / post % rows;
      int place =
          plain ? at : TracedGradientKernel.place(at / (rows * post), i, at % post, batch, rows);
      if (write) {
        tiled[place] = dense[at];
      } else {
        dense[at] = tiled[place];
      }
    }
  }

  @Override
  void visit(StateVisitor<float[]> visitor) {
    super.visit(visitor);
    takePendingStep();
    visitDense(visitor, "trace", false);
    visitDense(visitor, "biasTrace", true);
    visitor.buffer("retention", retention);
    visitPresynaptic(visitor);
  }

  private void visitDense(StateVisitor<float[]> visitor, String name, boolean bias) {
    float[] dense = new float[bias ? shape.outputs() : shape.traces()];
    copy(bias, dense, false);
    visitor.buffer(name, dense);
    copy(bias, dense, true);
  }
}
