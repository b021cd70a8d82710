package io.afterspike.kernels.cuda.ptx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The PTX modules that come with Afterspike: one an operation, for each of three compute
 * capabilities. A driver runs PTX of a capability on devices of that capability and later ones.
 */
public final class PtxLibrary {
  private static final String ROOT = "/io/afterspike/cuda/";

  /** The compute capabilities, ten times major plus minor, latest first. */
  private static final List<Integer> TARGETS = List.of(90, 80, 70);

  private static final Map<String, KernelSignature> KERNELS = readKernels();

  private PtxLibrary() {}

  /** All kernels by name, in the order of their names. Unmodifiable. */
  public static Map<String, KernelSignature> kernels() {
    return KERNELS;
  }

  /**
   * The kernel of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KernelSignature kernel(String name) {
    KernelSignature kernel = KERNELS.get(name);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "kernel: expected one of the library, found '" + name + "'");
    }
    return kernel;
  }

  /** The modules' targets, latest first: {@code compute_90}, {@code compute_80}, … */
  public static List<String> targets() {
    return TARGETS.stream().map(target -> "compute_" + target).toList();
  }

  /**
   * The target to load on a device of a compute capability: the latest that is not beyond it.
   *
   * @throws IllegalArgumentException if the device is older than all targets
   */
  public static String target(int major, int minor) {
    for (int target : TARGETS) {
      if (target <= 10 * major + minor) {
        return "compute_" + target;
      }
    }
    throw new IllegalArgumentException(
        "compute capability: expected at least 7.0, found " + major + "." + minor);
  }

  /**
   * The PTX of a module for a device of a compute capability.
   *
   * @param module an operation, as in {@link KernelSignature#module()}
   * @throws IllegalArgumentException if there is no such module, or the device is too old
   */
  public static String text(String module, int major, int minor) {
    return text(module, target(major, minor));
  }

  /**
   * The PTX of a module for a target.
   *
   * @param target one of {@link #targets()}
   * @throws IllegalArgumentException if there is no such module or target
   */
  public static String text(String module, String target) {
    return read(target + "/" + module + ".ptx");
  }

  /**
   * The CUDA source of a module.
   *
   * @throws IllegalArgumentException if there is no such module
   */
  public static String source(String module) {
    return read(module + ".cu");
  }

  private static Map<String, KernelSignature> readKernels() {
    Map<String, KernelSignature> kernels = new LinkedHashMap<>();
    read("kernels.tsv")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(KernelSignature::parse)
        .forEach(kernel -> kernels.put(kernel.name(), kernel));
    return Collections.unmodifiableMap(kernels);
  }

  private static String read(String path) {
    try (InputStream stream = PtxLibrary.class.getResourceAsStream(ROOT + path)) {
      if (stream == null) {
        throw new IllegalArgumentException(
            "module: expected one of the library, found none at " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
