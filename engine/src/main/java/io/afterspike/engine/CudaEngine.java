package io.afterspike.engine;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaException;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.CudaUnavailableException;
import io.afterspike.kernels.cuda.DeviceBuffer;

/**
 * The engine for NVIDIA GPUs: every operation is a kernel, enqueued in one stream; only {@link
 * #read} waits. Every result has the bits of {@link ReferenceEngine}'s.
 *
 * <p>Errors of the driver are {@link io.afterspike.kernels.cuda.CudaException}s. One that ends the
 * use of the device may be told by a later operation than the one that failed; its message says
 * what may have failed, and every operation after it repeats that.
 */
public final class CudaEngine extends CheckedEngine<DeviceBuffer> {
  /** The name it is asked for by. */
  public static final String NAME = "cuda";

  private final CudaContext context;
  private final CudaStream stream;
  private final CudaKernels kernels;

  /**
   * On the first GPU.
   *
   * @throws EngineUnavailableException if there is no GPU that can be used, with the reason
   */
  public CudaEngine() {
    this(Opened.first());
  }

  private CudaEngine(Opened opened) {
    this(opened, new CudaKernels(opened.context, opened.stream));
  }

  private CudaEngine(Opened opened, CudaKernels kernels) {
    super(NAME, kernels);
    this.context = opened.context;
    this.stream = opened.stream;
    this.kernels = kernels;
  }

  /**
   * On a GPU of the caller's choice.
   *
   * @throws EngineUnavailableException if it cannot be used, with the reason
   */
  public static CudaEngine on(CudaDevice device) {
    return new CudaEngine(Opened.on(device));
  }

  /** The device's context, in which memory of other software can be wrapped as buffers. */
  public CudaContext context() {
    return context;
  }

  /** How many launches are bound to buffers. */
  int bound() {
    return kernels.bound();
  }

  /** The stream that all operations are enqueued in. */
  public CudaStream stream() {
    return stream;
  }

  @Override
  public DeviceBuffer allocate(int length) {
    open();
    DeviceBuffer buffer = context.allocate(Require.atLeast("length", 0, length));
    try {
      buffer.fill(0f, stream);
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  @Override
  public void free(DeviceBuffer buffer) {
    try {
      kernels.flush(); // it may be used by what is collected
    } finally {
      buffer.close();
    }
  }

  @Override
  public int length(DeviceBuffer buffer) {
    return buffer.length();
  }

  @Override
  public long availableBytes() {
    open();
    return context.freeBytes();
  }

  @Override
  public void write(float[] source, DeviceBuffer destination) {
    open();
    Require.atLeastLength("destination", source.length, destination.length());
    kernels.flush();
    destination.upload(source, stream);
  }

  @Override
  public void read(DeviceBuffer source, float[] destination) {
    open();
    Require.atLeastLength("source", destination.length, source.length());
    kernels.flush();
    source.download(destination, stream);
  }

  @Override
  public void fill(DeviceBuffer buffer, float value) {
    open();
    kernels.fill(buffer.address(), buffer.length(), value);
  }

  @Override
  public void copy(
      DeviceBuffer source,
      int sourceOffset,
      DeviceBuffer destination,
      int destinationOffset,
      int length) {
    open();
    range("source", sourceOffset, length, source.length());
    range("destination", destinationOffset, length, destination.length());
    long from = source.address() + (long) Float.BYTES * sourceOffset;
    long to = destination.address() + (long) Float.BYTES * destinationOffset;
    kernels.copy(from, to, length);
  }

  /**
   * A sequence that is on this device already, made by other software or by kernels of the
   * caller's: networks of this engine take it in place. What made it must be done, or be enqueued
   * in {@link #stream}. Its values are not checked: inputs must be finite and not −0, labels whole
   * numbers in [0, classes).
   *
   * @param inputs [steps][batch][inputs]; not modified; must outlive the sequence, whose closing
   *     does not free it
   * @param labels the class of each sample as a float, [batch]; likewise
   * @throws IllegalArgumentException if the inputs cannot be divided into {@code steps}
   */
  public InputSequence sequence(int steps, DeviceBuffer inputs, DeviceBuffer labels) {
    open();
    Require.atLeast("steps", 1, steps);
    if (inputs.length() % steps != 0) {
      throw new IllegalArgumentException(
          "inputs: expected a multiple of " + steps + " steps, found length " + inputs.length());
    }
    return new KeptSequence<>(this, steps, inputs, labels, false);
  }

  /** Traces composed of operations, but those in history form, which are fused. */
  @Override
  public Traces<DeviceBuffer> traces(TraceSpec spec) {
    open();
    return spec.rule().hasMatrixTrace() && spec.chosenForm() == TraceForm.HISTORY
        ? HistoryRing.of(this, kernels, spec)
        : Traces.composed(this, spec);
  }

  /** A network whose steps are fused where they can be, and graphs once they repeat. */
  @Override
  public Network network(NetworkSpec spec) {
    open();
    StepFrame frame = new GraphFrame(kernels);
    if (CudaNetwork.fuses(spec)) {
      return new CudaNetwork(this, kernels, spec, frame);
    }
    return CudaOfflineNetwork.fuses(spec)
        ? new CudaOfflineNetwork(this, kernels, spec, frame)
        : new ComposedNetwork<>(this, spec, frame);
  }

  /** Collects the launches of each step. */
  private record GraphFrame(CudaKernels kernels, StepGraphs graphs) implements StepFrame {
    GraphFrame(CudaKernels kernels) {
      this(kernels, new StepGraphs());
    }

    @Override
    public void begin() {
      kernels.begin(graphs);
    }

    @Override
    public void end() {
      kernels.end();
    }

    @Override
    public void close() {
      graphs.close();
    }
  }

  /** A context with a stream, in which a kernel has been assembled: what may fail, has not. */
  private record Opened(CudaContext context, CudaStream stream) {
    static Opened first() {
      try {
        return open(CudaDevice.first());
      } catch (CudaUnavailableException | CudaException e) {
        throw new EngineUnavailableException(NAME, e.getMessage());
      }
    }

    static Opened on(CudaDevice device) {
      try {
        return open(device);
      } catch (CudaUnavailableException | CudaException e) {
        throw new EngineUnavailableException(NAME, e.getMessage());
      }
    }

    private static Opened open(CudaDevice device) {
      CudaContext context = device.open();
      try {
        CudaStream stream = context.stream();
        context.kernels().kernel("lif_step_f32");
        return new Opened(context, stream);
      } catch (RuntimeException | Error e) {
        context.close();
        throw e;
      }
    }
  }
}
