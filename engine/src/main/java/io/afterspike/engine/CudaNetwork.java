package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * A network on a GPU that learns online: a time step is a dozen fused launches, from the second one
 * on a single graph, the same for every step, since what differs between steps is counted on the
 * device. Every value has the bits of the composed network's.
 *
 * <p>What is read is brought to its place first: spikes of hidden layers lie in the histories of
 * the layers above, and some traces are known without having been computed.
 */
final class CudaNetwork extends EngineNetwork<DeviceBuffer> {
  private final CudaKernels kernels;
  private final CudaTraces traces;
  private final List<CudaLayer> fused = new ArrayList<>();

  /** By whether the gradient is added to, and whether it changes the weights. */
  private final LaunchProgram[] programs = new LaunchProgram[4];

  /** All steps of a sequence. */
  private LaunchProgram sequence;

  private int sequenceSteps;

  /** How often the rings had moved when the programs were bound. */
  private int moves;

  /** Launches have left values where {@link #settle} has to fetch them. */
  private boolean unsettled;

  CudaNetwork(CudaEngine engine, CudaKernels kernels, NetworkSpec spec, StepFrame frame) {
    super(engine, spec, frame, new CudaBuffers(engine));
    this.kernels = kernels;
    traces = orFree(() -> new CudaTraces(engine, kernels, spec, layers));
    for (int l = 0; l < layers.size(); l++) {
      fused.add(new CudaLayer(kernels, traces.clock(), spec, layers.get(l), traces.traces(l)));
    }
  }

  /** Whether there are fused kernels for such a network. */
  static boolean fuses(NetworkSpec spec) {
    if (spec.rule().exact() || spec.mode().offline() || !CudaClock.holds(spec.optimizer())) {
      return false;
    }
    for (int l = 0; l < spec.layers().size(); l++) {
      boolean collectsBias = !spec.layers().get(l).bias() && spec.mode().every() > 1;
      TraceSpec traces = spec.traceSpec(l);
      boolean published =
          traces.rule().hasMatrixTrace() && traces.chosenForm() == TraceForm.PUBLISHED;
      if (collectsBias || published) {
        return false;
      }
    }
    return true;
  }

  @Override
  LearningState<DeviceBuffer> learned() {
    return traces;
  }

  @Override
  void beforeTraining() {
    traces.makeRoom();
    traces.clock().catchUp(updates, traces.meanWeight());
  }

  @Override
  DeviceBuffer trainingInput() {
    return traces.input(traces.clock().last() + 1);
  }

  @Override
  void train() {
    kernels.flush(); // the input may have been collected
    boolean update = pending + 1 == spec.mode().every();
    program(pending > 0, update).run(kernels);
    stepped(update);
  }

  /** All steps as one graph, if there is room for all inputs. */
  @Override
  public void learn(InputSequence sequence) {
    KeptSequence<DeviceBuffer> kept = own(sequence);
    if (pending != 0 || !traces.makeRoom(kept.steps())) {
      super.learn(sequence);
      return;
    }
    beforeTraining();
    engine.copy(kept.labels(), 0, labels, 0, spec.batch());
    DeviceBuffer all = traces.inputs().values();
    engine.copy(kept.inputs(), 0, all, 0, kept.steps() * spec.shape(0).inputs());
    whole(kept.steps()).run(kernels);
    for (int t = 0; t < kept.steps(); t++) {
      stepped(pending + 1 == spec.mode().every());
    }
  }

  private LaunchProgram whole(int steps) {
    closeMovedPrograms();
    if (sequence == null || sequenceSteps != steps) {
      if (sequence != null) {
        sequence.close();
      }
      int every = spec.mode().every();
      sequence = new LaunchProgram();
      for (int t = 0; t < steps; t++) {
        sequence.add(program(t % every > 0, (t + 1) % every == 0));
      }
      sequenceSteps = steps;
    }
    return sequence;
  }

  private void stepped(boolean update) {
    traces.stepped();
    unsettled = true;
    steps++;
    pending++;
    if (update) {
      updates++;
      pending = 0;
    }
  }

  private LaunchProgram program(boolean accumulate, boolean update) {
    closeMovedPrograms();
    int index = (accumulate ? 1 : 0) + (update ? 2 : 0);
    if (programs[index] == null) {
      programs[index] = new LaunchProgram();
      addStep(programs[index], accumulate, update);
    }
    return programs[index];
  }

  /** Programs are bound to rings; those of rings that have moved are of no use. */
  private void closeMovedPrograms() {
    if (moves != traces.moves()) {
      closePrograms();
      moves = traces.moves();
    }
  }

  /**
   * Adds the launches of a step: forward, readout and learning signals one after the other, and
   * beside them in a branch for each layer what its traces and its gradient need.
   */
  private void addStep(LaunchProgram program, boolean accumulate, boolean update) {
    List<CudaLayer.Steps> inputs = new ArrayList<>();
    inputs.add(traces.inputs());
    for (int l = 1; l < fused.size(); l++) {
      inputs.add(CudaLayer.Steps.into(fused.get(l).traces, layers.get(l - 1).spikes));
    }
    List<CudaLayer.Steps> outputs = new ArrayList<>(inputs.subList(1, inputs.size()));
    outputs.add(new CudaLayer.Steps(top().spikes, 1));
    program.add(0, traces.clock().step(update));
    for (int l = 0; l < fused.size(); l++) {
      program.add(0, fused.get(l).forward(inputs.get(l), outputs.get(l)));
      program.after(l + 1, 0).add(l + 1, fused.get(l).advance(inputs.get(l)));
    }
    program.add(0, readout());
    for (int l = fused.size() - 1; l >= 0; l--) {
      if (l > 0) { // before the weights change
        program.add(0, fused.get(l).project(fused.get(l - 1)));
      }
      program.after(l + 1, 0);
      program.add(l + 1, fused.get(l).gradient(inputs.get(l), accumulate, update));
    }
    for (int l = 0; l < fused.size(); l++) {
      program.after(0, l + 1);
    }
  }

  private Launch readout() {
    CudaLayer last = fused.get(fused.size() - 1);
    return kernels.bound(
        "readout_step_f32",
        1f / spec.batch(),
        spec.lif().leak(),
        traces.clock().number(),
        top().spikes,
        labels,
        last.sent(),
        counts,
        leakyOutput == null ? 0L : leakyOutput.address(),
        lossSum,
        top().learningSignal,
        top().factor,
        loss,
        1,
        spec.batch(),
        spec.classes());
  }

  @Override
  void settle() {
    if (!unsettled) {
      return;
    }
    unsettled = false;
    for (int l = 0; l + 1 < fused.size(); l++) {
      if (fused.get(l + 1).traces instanceof HistoryRing ring) {
        DeviceBuffer spikes = layers.get(l).spikes;
        engine.copy(ring.input(ring.last()), 0, spikes, 0, spikes.length());
      }
    }
    traces.settle();
  }

  @Override
  public void reset() {
    super.reset();
    unsettled = false;
  }

  /** Online there is nothing to do; else the steps since the last update change the weights. */
  @Override
  public void finishSequence() {
    open();
    if (pending > 0) {
      frame.begin();
      try {
        update();
      } finally {
        frame.end();
      }
      traces.clock().goOn(traces.clock().last());
    }
  }

  @Override
  void visit(StateVisitor<DeviceBuffer> visitor) {
    super.visit(visitor);
    traces.clock().goOn(traces.last());
  }

  private void closePrograms() {
    for (int k = 0; k < programs.length; k++) {
      if (programs[k] != null) {
        programs[k].close();
        programs[k] = null;
      }
    }
    if (sequence != null) {
      sequence.close();
      sequence = null;
    }
  }

  @Override
  public void close() {
    closePrograms();
    super.close();
  }
}
