package io.afterspike.kernels.cuda;

import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.KernelSignature.Argument;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels that come with Afterspike, in a context: each is assembled for the device when it is
 * first asked for. Grid and blocks of a launch follow from its arguments.
 */
public final class OwnKernels {
  private final CudaContext context;
  private final String target;
  private final Map<String, CudaModule> modules = new HashMap<>();

  /** The kernels for the context's device. */
  OwnKernels(CudaContext context) {
    this.context = context;
    int capability = context.device().capability();
    try {
      target = PtxLibrary.target(capability / 10, capability % 10);
    } catch (IllegalArgumentException e) {
      throw new CudaUnavailableException(
          "the GPU is too old ("
              + context.device()
              + "); use one of compute capability 7.0 or later, or --engine simd");
    }
  }

  /** What the kernels were compiled for, such as {@code compute_80}. */
  public String target() {
    return target;
  }

  /**
   * A kernel by its name, assembled.
   *
   * @throws IllegalArgumentException if there is none
   * @throws CudaException if the driver refuses it
   */
  public CudaKernel kernel(String name) {
    KernelSignature signature = PtxLibrary.kernel(name);
    CudaModule module = modules.get(signature.module());
    if (module == null) {
      String text = PtxLibrary.text(signature.module(), target);
      module = context.module(signature.module() + ".ptx, " + target, text);
      modules.put(signature.module(), module);
    }
    return module.kernel(name);
  }

  /**
   * A kernel bound to its arguments. The lengths of buffers are the caller's to check.
   *
   * @param name such as {@code lif_step_f32}
   * @param arguments in the order of the kernel's signature: a {@link DeviceBuffer} or an address
   *     as a Long for each pointer, a Float, an Integer, or a Long for each {@code long long}
   * @throws IllegalArgumentException if an argument is missing, too many or of another type
   */
  public Launch bind(String name, Object... arguments) {
    KernelSignature signature = PtxLibrary.kernel(name);
    List<Argument> expected = signature.arguments();
    if (arguments.length != expected.size()) {
      throw new IllegalArgumentException(
          name + ": expected " + expected.size() + " arguments, found " + arguments.length);
    }
    Launch.Binder binder = kernel(name).bind();
    Map<String, Long> numbers = new HashMap<>();
    for (int k = 0; k < arguments.length; k++) {
      add(binder, name, expected.get(k), arguments[k], numbers);
    }
    long[] blocks = GridRule.blocks(signature.grid(), argument -> number(name, numbers, argument));
    for (int d = 0; d < blocks.length; d++) {
      // Nothing to do takes one block too, and more than fit go round: the results are the same.
      blocks[d] = Math.clamp(blocks[d], 1, context.device().gridLimit(d));
    }
    return binder
        .grid((int) blocks[0], (int) blocks[1], (int) blocks[2])
        .block(signature.threads(), 1, 1)
        .bind();
  }

  private static void add(
      Launch.Binder binder,
      String kernel,
      Argument expected,
      Object argument,
      Map<String, Long> numbers) {
    if (expected.isPointer() && argument instanceof DeviceBuffer buffer) {
      binder.with(buffer);
    } else if (expected.isPointer() && argument instanceof Long address) {
      binder.with(address);
    } else if (expected.type().equals("float") && argument instanceof Float value) {
      binder.with(value);
    } else if (expected.type().equals("int") && argument instanceof Integer value) {
      numbers.put(expected.name(), value.longValue());
      binder.with(value);
    } else if (expected.type().equals("long long") && argument instanceof Long value) {
      numbers.put(expected.name(), value);
      binder.with(value);
    } else {
      throw new IllegalArgumentException(
          kernel
              + ", "
              + expected.name()
              + ": expected "
              + expected.type()
              + ", found "
              + (argument == null ? "nothing" : argument.getClass().getSimpleName()));
    }
  }

  private static long number(String kernel, Map<String, Long> numbers, String argument) {
    Long value = numbers.get(argument);
    if (value == null) {
      throw new IllegalArgumentException(
          kernel + ": the grid needs a whole number '" + argument + "'");
    }
    return value;
  }
}
