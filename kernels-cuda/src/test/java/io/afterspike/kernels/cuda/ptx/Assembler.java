package io.afterspike.kernels.cuda.ptx;

import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCompile;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCreate;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerDestroy;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLogSize;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetInfoLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetInfoLogSize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/** NVIDIA's assembler, called in this process: PTX in, machine code and its needs out. */
final class Assembler {
  private static final Pattern KERNEL =
      Pattern.compile(
          "Compiling entry function '(\\w+)' for '(\\w+)'\\s+.*?(\\d+) bytes stack frame, "
              + "(\\d+) bytes spill stores, (\\d+) bytes spill loads\\s+.*?Used (\\d+) registers"
              + "(.*?)\\n",
          Pattern.DOTALL);
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  private Assembler() {}

  /**
   * What a kernel needs on a processor.
   *
   * @param stack bytes a thread, spilled registers included
   */
  record Needs(String kernel, String processor, int registers, int shared, int stack, int spills) {}

  /**
   * Loads the native half from a folder of its own: the loader takes any file of its name that is
   * already in the folder for temporary files, also a broken one.
   */
  static void load(Path folder) {
    String usual = System.getProperty("java.io.tmpdir");
    try {
      Files.createDirectories(folder);
      System.setProperty(
          "java.io.tmpdir",
          Files.createTempDirectory(folder.toAbsolutePath(), "assembler").toString());
      JNvPTXCompiler.setExceptionsEnabled(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
  }

  /**
   * Assembles a module.
   *
   * @param processor {@code sm_80}
   * @throws IllegalArgumentException with the assembler's messages if it refuses
   */
  static List<Needs> assemble(String name, String ptx, String processor) {
    nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
    byte[] text = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
    nvPTXCompilerCreate(handle, text.length - 1, text);
    try {
      String[] options = {"--gpu-name=" + processor, "--verbose", "--warn-on-spills"};
      nvPTXCompilerCompile(handle, options.length, options);
      long[] size = {0};
      nvPTXCompilerGetInfoLogSize(handle, size);
      byte[] log = new byte[(int) size[0] + 1];
      nvPTXCompilerGetInfoLog(handle, log);
      return parse(new String(log, StandardCharsets.UTF_8));
    } catch (jcuda.CudaException e) {
      long[] size = {0};
      nvPTXCompilerGetErrorLogSize(handle, size);
      byte[] log = new byte[(int) size[0] + 1];
      nvPTXCompilerGetErrorLog(handle, log);
      throw new IllegalArgumentException(
          name + " for " + processor + ": " + new String(log, StandardCharsets.UTF_8), e);
    } finally {
      nvPTXCompilerDestroy(handle);
    }
  }

  private static List<Needs> parse(String log) {
    List<Needs> kernels = new ArrayList<>();
    Matcher kernel = KERNEL.matcher(log + "\n");
    while (kernel.find()) {
      Matcher shared = SHARED.matcher(kernel.group(7));
      kernels.add(
          new Needs(
              kernel.group(1),
              kernel.group(2),
              Integer.parseInt(kernel.group(6)),
              shared.find() ? Integer.parseInt(shared.group(1)) : 0,
              Integer.parseInt(kernel.group(3)),
              Integer.parseInt(kernel.group(4)) + Integer.parseInt(kernel.group(5))));
    }
    return kernels;
  }
}
