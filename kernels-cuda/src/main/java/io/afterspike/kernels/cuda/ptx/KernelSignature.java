package io.afterspike.kernels.cuda.ptx;

import java.util.ArrayList;
import java.util.List;

/**
 * What a launch of a kernel has to know.
 *
 * @param name the symbol in the module: {@code lif_step_f32}
 * @param module the operation it belongs to, and the name of its PTX file: {@code lif_step}
 * @param threads how many threads a block must have, all along x
 * @param grid the number of blocks along x, y and z that gives each thread its usual share, in
 *     words of the arguments; any other number along the dimensions it names computes the same
 *     bits, the others must be 1
 * @param arguments in the order in which the kernel takes them
 */
public record KernelSignature(
    String name, String module, int threads, String grid, List<Argument> arguments) {
  /**
   * One argument of a kernel.
   *
   * @param type {@code float}, {@code int}, {@code long long} (64 bits) or a pointer to device
   *     memory such as {@code const float*}
   * @param name as in the CUDA source
   */
  public record Argument(String type, String name) {
    /** Whether this is the address of device memory. */
    public boolean isPointer() {
      return type.endsWith("*");
    }

    /** The size in bytes. */
    public int size() {
      return isPointer() || type.equals("long long") ? 8 : 4;
    }
  }

  /** Copies the arguments. */
  public KernelSignature {
    arguments = List.copyOf(arguments);
  }

  /** A line of {@code kernels.tsv}. */
  static KernelSignature parse(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 5) {
      throw new IllegalArgumentException("line: expected 5 columns, found " + columns.length);
    }
    List<Argument> arguments = new ArrayList<>();
    for (String argument : columns[4].split(", ")) {
      int space = argument.lastIndexOf(' ');
      arguments.add(new Argument(argument.substring(0, space), argument.substring(space + 1)));
    }
    return new KernelSignature(
        columns[0], columns[1], Integer.parseInt(columns[2]), columns[3], arguments);
  }
}
