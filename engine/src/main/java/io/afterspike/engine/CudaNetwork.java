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
final class CudaNetwork extends ComposedNetwork<DeviceBuffer> {
  private final CudaEngine cuda;
  private final CudaKernels kernels;
  private final CudaTraceLearner learner;
  private final List<CudaLayer> fused = new ArrayList<>();

  /** By whether the gradient is added to, and whether it changes the weights. */
  private final LaunchProgram[] programs = new LaunchProgram[4];

  /** How often the rings had moved when the programs were bound. */
  private int moves;

  /** Launches have left values where {@link #settle} has to fetch them. */
  private boolean unsettled;

  CudaNetwork(CudaEngine engine, CudaKernels kernels, NetworkSpec spec, StepFrame frame) {
    super(
        engine,
        spec,
        frame,
        new CudaBuffers(engine),
        (e, buffers, s, layers) -> new CudaTraceLearner(engine, kernels, s, layers));
    this.cuda = engine;
    this.kernels = kernels;
    learner = (CudaTraceLearner) learner();
    for (int l = 0; l < layers.size(); l++) {
      fused.add(new CudaLayer(kernels, learner.clock(), spec, layers.get(l), learner.traces(l)));
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
  public void step(float[] input, int[] labels) {
    check(input, labels);
    learner.makeRoom();
    engine.write(hostInput, destination());
    engine.write(hostLabels, this.labels);
    learner.clock().catchUp(updates, learner.meanWeight());
    boolean update = pending + 1 == spec.mode().every();
    program(pending > 0, update).run(cuda.stream());
    learner.stepped();
    unsettled = true;
    steps++;
    pending++;
    if (update) {
      updates++;
      pending = 0;
    }
  }

  /** Where the input of the next step goes. */
  private DeviceBuffer destination() {
    return learner.traces(0) instanceof HistoryRing ring ? ring.input(ring.last() + 1) : input;
  }

  private LaunchProgram program(boolean accumulate, boolean update) {
    if (moves != learner.moves()) {
      closePrograms();
      moves = learner.moves();
    }
    int index = (accumulate ? 1 : 0) + (update ? 2 : 0);
    if (programs[index] == null) {
      programs[index] = new LaunchProgram(launches(accumulate, update));
    }
    return programs[index];
  }

  private List<Launch> launches(boolean accumulate, boolean update) {
    List<CudaLayer.Steps> inputs = new ArrayList<>();
    List<CudaLayer.Steps> outputs = new ArrayList<>();
    for (int l = 0; l < fused.size(); l++) {
      DeviceBuffer own = l == 0 ? input : layers.get(l - 1).spikes;
      inputs.add(CudaLayer.Steps.into(fused.get(l).traces, own));
    }
    outputs.addAll(inputs.subList(1, inputs.size()));
    outputs.add(new CudaLayer.Steps(top().spikes, 1));
    List<Launch> launches = new ArrayList<>();
    launches.add(learner.clock().step(update));
    for (int l = 0; l < fused.size(); l++) {
      launches.add(fused.get(l).forward(inputs.get(l), outputs.get(l)));
    }
    for (int l = 0; l < fused.size(); l++) {
      launches.addAll(fused.get(l).advance(inputs.get(l)));
    }
    launches.add(readout());
    for (int l = fused.size() - 1; l > 0; l--) {
      launches.add(fused.get(l).project(fused.get(l - 1)));
    }
    for (int l = 0; l < fused.size(); l++) {
      launches.addAll(fused.get(l).gradient(inputs.get(l), accumulate, update));
    }
    return launches;
  }

  private Launch readout() {
    CudaLayer last = fused.get(fused.size() - 1);
    return kernels.bound(
        "readout_step_f32",
        1f / spec.batch(),
        spec.lif().leak(),
        learner.clock().number(),
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
  public void evaluate(float[] input, int[] labels) {
    settle(); // what comes takes the place of spikes and surrogates
    super.evaluate(input, labels);
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
    learner.settle();
  }

  @Override
  public void reset() {
    super.reset();
    unsettled = false;
  }

  @Override
  public void finishSequence() {
    long before = updates;
    super.finishSequence();
    if (updates != before) {
      learner.clock().goOn(learner.clock().last());
    }
  }

  @Override
  void visit(StateVisitor<DeviceBuffer> visitor) {
    super.visit(visitor);
    learner.clock().goOn(learner.last());
  }

  private void closePrograms() {
    for (int k = 0; k < programs.length; k++) {
      if (programs[k] != null) {
        programs[k].close();
        programs[k] = null;
      }
    }
  }

  @Override
  public void close() {
    closePrograms();
    super.close();
  }
}
