package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a kernel's parameters, shared and local variables lie. */
final class KernelLayout {
  /** Offset of each variable and parameter in its space. */
  final Map<String, Long> offsets = new HashMap<>();

  private final List<Integer> parameterOffsets = new ArrayList<>();
  private final List<Integer> parameterSizes = new ArrayList<>();
  private int parameterBytes;
  private int sharedBytes;
  private int localBytes;

  KernelLayout(PtxFunction kernel, Iterable<PtxVariable> ofModule) {
    for (PtxVariable parameter : kernel.parameters) {
      parameterBytes = place(parameter, parameterBytes);
      parameterOffsets.add(parameterBytes - parameter.bytes());
      parameterSizes.add(parameter.bytes());
    }
    List<PtxVariable> dynamic = new ArrayList<>();
    List<PtxVariable> variables = new ArrayList<>(kernel.variables);
    ofModule.forEach(variables::add);
    for (PtxVariable variable : variables) {
      if (variable.space().equals("local")) {
        localBytes = place(variable, localBytes);
      } else if (variable.space().equals("shared") && variable.bytes() == 0) {
        dynamic.add(variable);
      } else if (variable.space().equals("shared")) {
        sharedBytes = place(variable, sharedBytes);
      }
    }
    for (PtxVariable variable : dynamic) {
      sharedBytes = align(sharedBytes, Math.max(16, variable.align()));
      offsets.put(variable.name(), (long) sharedBytes);
    }
  }

  private static int align(int offset, int align) {
    return (offset + align - 1) & -align;
  }

  private int place(PtxVariable variable, int end) {
    int offset = align(end, variable.align());
    offsets.put(variable.name(), (long) offset);
    return offset + variable.bytes();
  }

  int parameterBytes() {
    return parameterBytes;
  }

  List<Integer> parameterOffsets() {
    return List.copyOf(parameterOffsets);
  }

  List<Integer> parameterSizes() {
    return List.copyOf(parameterSizes);
  }

  /** Bytes of shared memory that the text declares; what the launch adds follows them. */
  int sharedBytes() {
    return sharedBytes;
  }

  /** Bytes of local memory of each thread. */
  int localBytes() {
    return localBytes;
  }

  /** Bytes of the parameters, zero-extended. */
  long parameter(BlockRun block, long offset, int bytes, int lane) {
    if (offset < 0 || offset + bytes > parameterBytes) {
      throw block.fault(
          Kind.OUT_OF_BOUNDS,
          "%d bytes at offset %d of %d bytes of parameters"
              .formatted(bytes, offset, parameterBytes),
          lane);
    }
    int[] words = block.launch.parameters();
    int word = (int) offset >> 2;
    if (bytes == 8) {
      return words[word] & 0xFFFFFFFFL | (long) words[word + 1] << 32;
    }
    long value = (words[word] & 0xFFFFFFFFL) >>> 8 * (offset & 3);
    return bytes == 4 ? value : value & (1L << 8 * bytes) - 1;
  }
}
