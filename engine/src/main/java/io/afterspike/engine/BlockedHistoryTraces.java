package io.afterspike.engine;

import io.afterspike.kernels.cpu.CacheLines;
import io.afterspike.kernels.cpu.HistoryBlockKernel;
import io.afterspike.kernels.cpu.HistoryProductKernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The history form on arrays, event-driven and blocked over neurons: each block's factors advance,
 * are weighted and multiplied with the events in one pass over the past, chunk by chunk, so that
 * factors are touched once a step and the product's operand stays in the cache. Threads take whole
 * blocks. The same bits as {@link HistoryTraces}.
 */
final class BlockedHistoryTraces extends HistoryForm<float[]> {
  private final WorkerTeam team;
  private final NeuronBlocks blocks;
  private final int chunkSteps;
  private final List<HistoryChunk> past = new ArrayList<>();
  private final ArrayDeque<HistoryChunk> spare = new ArrayDeque<>();

  /** c of the last step. */
  private float[] retention;

  /** OSTL: c of the step before, with which the factors have to advance. */
  private float[] previousRetention;

  /** The factors of a new step: g, or 1. */
  private final float[] entering;

  private final float[] ones;

  /** A decay of 0 at any age. */
  private float[] nothing = {0f};

  /** Each thread's weighted factors of a chunk, from a cache line on. */
  private final float[][] weighted;

  private final MemorySegment[] weightedSegment;

  /** Each thread's gradient of a block. */
  private final float[][] gradient;

  /** And its bias's; without meaning where no gradient is asked for. */
  private final float[][] bias;

  /** Each thread's c, g and signal of a block. */
  private final float[][] operands;

  private final WorkerTeam.Part advance = this::advanceBlocks;

  /** Whether the factors have still to take the last step, which {@link #accumulate} does. */
  private boolean pending;

  // The arguments of the blocks' work.
  private float[] signal;
  private float[] weightGradient;
  private float[] biasGradient;

  BlockedHistoryTraces(
      SimdEngine engine, WorkerTeam team, Buffers<float[]> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    this.team = team;
    blocks = NeuronBlocks.of(shape.post(), team.threads());
    chunkSteps = HistoryChunk.steps(shape.batch());
    retention = allocate(shape.outputs());
    previousRetention = otpe ? retention : allocate(shape.outputs());
    entering = allocate(shape.outputs());
    ones = allocate(shape.outputs());
    Arrays.fill(ones, 1f);
    Arrays.fill(entering, 1f);
    gradient = new float[team.threads()][shape.pre() * blocks.widest()];
    bias = new float[team.threads()][blocks.widest()];
    int vectors = blocks.vectorsPerBlock();
    operands = new float[team.threads()][HistoryBlockKernel.operandsLength(shape.batch(), vectors)];
    weighted =
        new float[team.threads()][CacheLines.FLOATS + chunkSteps * shape.batch() * blocks.widest()];
    weightedSegment =
        Arrays.stream(weighted).map(MemorySegment::ofArray).toArray(MemorySegment[]::new);
  }

  @Override
  public void reset() {
    super.reset();
    Arrays.fill(retention, 0f);
    forgetAll();
    pending = false;
  }

  @Override
  void advance(float[] input, float[] surrogate) {
    takePendingStep();
    if (pastSteps() == window) {
      forgetOldest();
    }
    if (otpe) {
      System.arraycopy(surrogate, 0, entering, 0, shape.outputs());
    } else {
      float[] older = previousRetention;
      previousRetention = retention;
      retention = older;
    }
    engine.retention(spec.lif(), surrogate, retention);
    open().append(input);
    pending = true;
  }

  /** The chunk that takes the next step. */
  private HistoryChunk open() {
    if (past.isEmpty() || last().steps() == chunkSteps) {
      HistoryChunk chunk = spare.poll();
      if (chunk == null) {
        chunk = new HistoryChunk(shape, chunkSteps, blocks.width());
      }
      chunk.clear();
      past.add(chunk);
    }
    return last();
  }

  private HistoryChunk last() {
    return past.get(past.size() - 1);
  }

  private void forgetOldest() {
    HistoryChunk oldest = past.get(0);
    oldest.forgetFirst();
    if (oldest.live() == 0 && oldest.steps() == chunkSteps) {
      spare.add(past.remove(0));
    }
  }

  private void forgetAll() {
    for (int c = 0; c < past.size(); c++) {
      spare.add(past.get(c)); // addAll would make an object
    }
    past.clear();
  }

  @Override
  public void accumulate(
      float[] learningSignal, float[] factor, float[] weightGradient, float[] biasGradient) {
    ((CheckedEngine<float[]>) engine).open();
    Require.length("learningSignal", shape.outputs(), learningSignal.length);
    Require.length("factor", shape.outputs(), factor.length);
    Require.length("weightGradient", shape.weights(), weightGradient.length);
    Require.length("biasGradient", shape.post(), biasGradient.length);
    this.weightGradient = weightGradient;
    this.biasGradient = biasGradient;
    pass(otpe ? learningSignal : factor);
    this.weightGradient = null;
    this.biasGradient = null;
  }

  /** Advances the factors by the last step where no gradient was asked for. */
  private void takePendingStep() {
    if (pending) {
      pass(ones);
    }
  }

  private void pass(float[] signal) {
    this.signal = signal;
    int steps = 0;
    long work = 0;
    for (int c = 0; c < past.size(); c++) {
      HistoryChunk chunk = past.get(c);
      steps += chunk.steps();
      work += chunk.live() * shape.batch() + chunk.events().length();
    }
    float[] decay = decay(steps);
    if (nothing.length < decay.length) {
      nothing = new float[decay.length];
    }
    team.runFine(blocks.count(), work * blocks.width(), advance);
    this.signal = null;
    pending = false;
  }

  private void advanceBlocks(int worker, int from, int to) {
    for (int block = from; block < to; block++) {
      if (weightGradient == null) {
        passBlock(worker, block, false);
      } else {
        int column = blocks.column(block);
        int vectors = blocks.vectors(block);
        int pre = shape.pre();
        int post = shape.post();
        HistoryProductKernel.gather(weightGradient, gradient[worker], pre, post, column, vectors);
        HistoryProductKernel.gather(biasGradient, bias[worker], 1, post, column, vectors);
        passBlock(worker, block, true);
        HistoryProductKernel.scatter(gradient[worker], weightGradient, pre, post, column, vectors);
        HistoryProductKernel.scatter(bias[worker], biasGradient, 1, post, column, vectors);
      }
    }
  }

  private void passBlock(int worker, int block, boolean multiplies) {
    int vectors = blocks.vectors(block);
    HistoryBlockKernel.gather(
        pending ? previousOrCurrent() : ones,
        entering,
        signal,
        operands[worker],
        shape.batch(),
        shape.post(),
        blocks.column(block),
        vectors);
    int first = CacheLines.first(weightedSegment[worker]);
    int later = 0;
    for (int c = 0; c < past.size(); c++) {
      later += past.get(c).steps();
    }
    for (int c = 0; c < past.size(); c++) {
      HistoryChunk chunk = past.get(c);
      advanceChunk(chunk, later - 1, c == past.size() - 1, worker, block, first);
      later -= chunk.steps();
      if (multiplies) {
        HistoryProductKernel.accumulate(
            chunk.events(), weighted[worker], first, gradient[worker], vectors);
      }
    }
  }

  /**
   * @param newest the age of the chunk's first step
   */
  private void advanceChunk(
      HistoryChunk chunk, int newest, boolean last, int worker, int block, int first) {
    int batch = shape.batch();
    int vectors = blocks.vectors(block);
    int base = blocks.column(block) * chunkSteps * batch;
    int steps = chunk.steps();
    boolean enters = last && pending;
    // Factors that have taken the step already are kept as they are: 1 · q + 0.
    float[] decay = otpe && pending ? decay(1) : nothing;
    HistoryBlockKernel.advance(
        decay,
        newest,
        operands[worker],
        chunk.factors(),
        base,
        weighted[worker],
        first,
        bias[worker],
        batch,
        vectors,
        chunk.from(),
        enters ? steps - 1 : steps);
    if (enters) {
      HistoryBlockKernel.enter(
          operands[worker],
          chunk.factors(),
          base,
          weighted[worker],
          first,
          bias[worker],
          batch,
          vectors,
          steps - 1);
    }
  }

  private float[] previousOrCurrent() {
    return otpe ? retention : previousRetention;
  }

  @Override
  int pastSteps() {
    int steps = 0;
    for (int c = 0; c < past.size(); c++) {
      steps += past.get(c).live();
    }
    return steps;
  }

  @Override
  void readInput(int k, float[] destination) {
    int step = k;
    for (HistoryChunk chunk : past) {
      if (step < chunk.live()) {
        chunk.readInput(step, destination);
        return;
      }
      step -= chunk.live();
    }
  }

  @Override
  void readFactor(int k, float[] destination) {
    takePendingStep();
    int step = k;
    for (HistoryChunk chunk : past) {
      if (step < chunk.live()) {
        chunk.copyFactor(step, blocks, destination, false);
        return;
      }
      step -= chunk.live();
    }
  }

  /** Saving walks over what restoring makes again: the past as it comes back from the visitor. */
  @Override
  void visit(StateVisitor<float[]> visitor) {
    super.visit(visitor);
    takePendingStep();
    visitor.buffer("retention", retention);
    int kept = pastSteps();
    int steps = visitor.count("pastSteps", kept);
    List<float[]> inputs = new ArrayList<>();
    List<float[]> factors = new ArrayList<>();
    for (int k = 0; k < steps; k++) {
      float[] input = new float[shape.inputs()];
      float[] factor = new float[shape.outputs()];
      if (k < kept) {
        readInput(k, input);
        readFactor(k, factor);
      }
      visitor.buffer("input." + k, input);
      visitor.buffer("factor." + k, factor);
      inputs.add(input);
      factors.add(factor);
    }
    forgetAll();
    for (int k = 0; k < steps; k++) {
      HistoryChunk chunk = open();
      chunk.append(inputs.get(k));
      chunk.copyFactor(chunk.steps() - 1, blocks, factors.get(k), true);
    }
  }
}
