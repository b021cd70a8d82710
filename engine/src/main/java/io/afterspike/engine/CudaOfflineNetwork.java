package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A network on a GPU that learns offline. Steps are only noted; what they do is done for as many
 * steps as there are at once, layer by layer, when something of it is read or the sequence ends.
 * Every value has the bits of the composed network's.
 */
final class CudaOfflineNetwork extends EngineNetwork<DeviceBuffer> {
  private static final int MOST_PROGRAMS = 512;

  /** Of steps [from, to), or if {@code pending} is not 0 the end of a sequence of {@code to}. */
  private record Part(int from, int to, int pending) {}

  private final CudaKernels kernels;
  private final CudaSequence sequence;
  private final Map<Part, LaunchProgram> programs = new HashMap<>();

  /** How often the sequences had moved when the programs were bound. */
  private int moves;

  /** The steps that have been done. */
  private int done;

  /** The last step's spikes and surrogates are not yet in the layers. */
  private boolean unsettled;

  /** The gradient is an old one, which the steps since have cleared. */
  private boolean oldGradient;

  CudaOfflineNetwork(CudaEngine engine, CudaKernels kernels, NetworkSpec spec, StepFrame frame) {
    super(engine, spec, frame, new CudaBuffers(engine));
    this.kernels = kernels;
    sequence = orFree(() -> new CudaSequence(engine, kernels, buffers, spec, layers));
  }

  /** Whether there are fused kernels for such a network. */
  static boolean fuses(NetworkSpec spec) {
    return spec.mode().offline()
        && spec.rule() != LearningRule.RTRL
        && CudaClock.holds(spec.optimizer());
  }

  @Override
  LearningState<DeviceBuffer> learned() {
    return sequence;
  }

  @Override
  void beforeTraining() {
    sequence.makeRoom();
  }

  @Override
  DeviceBuffer trainingInput() {
    return sequence.input();
  }

  @Override
  DeviceBuffer trainingLabels() {
    return sequence.labels();
  }

  @Override
  void train() {
    oldGradient |= pending == 0;
    sequence.noteStep();
    unsettled = true;
    steps++;
    pending++;
  }

  @Override
  public void learn(InputSequence inputs) {
    KeptSequence<DeviceBuffer> kept = own(inputs);
    int some = kept.steps();
    if (!sequence.makeRoom(some)) {
      super.learn(inputs);
      return;
    }
    int batch = spec.batch();
    engine.copy(kept.inputs(), 0, sequence.allInputs(), 0, some * spec.shape(0).inputs());
    DeviceBuffer labels = sequence.allLabels();
    engine.copy(kept.labels(), 0, labels, 0, batch);
    for (int filled = 1; filled < some; filled *= 2) {
      int more = Math.min(filled, some - filled);
      engine.copy(labels, 0, labels, filled * batch, more * batch);
    }
    for (int t = 0; t < some; t++) {
      train();
    }
  }

  @Override
  void complete() {
    if (done < sequence.steps) {
      run(new Part(done, sequence.steps, 0));
      done = sequence.steps;
    }
  }

  private void run(Part part) {
    if (moves != sequence.moves() || programs.size() == MOST_PROGRAMS) {
      closePrograms();
      moves = sequence.moves();
    }
    LaunchProgram program = programs.get(part);
    if (program == null) {
      program = new LaunchProgram();
      if (part.pending() == 0) {
        sequence.addForward(program, this, part.from(), part.to());
      } else {
        sequence.addBackward(program, part.pending());
      }
      programs.put(part, program);
    }
    program.run(kernels);
  }

  @Override
  public void finishSequence() {
    open();
    if (pending > 0) {
      complete();
      sequence.beforeBackward(updates);
      run(new Part(0, sequence.steps, pending));
      updates++;
      pending = 0;
      oldGradient = false;
    }
  }

  @Override
  void settle() {
    if (unsettled) {
      complete();
      sequence.settle();
      unsettled = false;
    }
    if (oldGradient) {
      layers.forEach(Layer::clearGradient);
      oldGradient = false;
    }
  }

  @Override
  public void reset() {
    super.reset();
    if (oldGradient) {
      layers.forEach(Layer::clearGradient);
      oldGradient = false;
    }
    done = 0;
    unsettled = false;
  }

  @Override
  void visit(StateVisitor<DeviceBuffer> visitor) {
    super.visit(visitor);
    done = sequence.steps;
    sequence.clock().goOn(0);
  }

  private void closePrograms() {
    programs.values().forEach(LaunchProgram::close);
    programs.clear();
  }

  @Override
  public void close() {
    closePrograms();
    super.close();
  }
}
