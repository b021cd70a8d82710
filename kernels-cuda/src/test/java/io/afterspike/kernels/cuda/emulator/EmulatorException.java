package io.afterspike.kernels.cuda.emulator;

/** What a kernel did wrong, and where. */
public final class EmulatorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The kinds of findings. */
  public enum Kind {
    /** An access outside its allocation, its block's shared or its thread's local memory. */
    OUT_OF_BOUNDS,
    /** An access to memory that was freed. */
    USE_AFTER_FREE,
    /** Memory freed twice, or an address freed that was never allocated. */
    INVALID_FREE,
    /** A register or a byte of memory was read before it was written. */
    UNINITIALISED,
    /** Two threads of a block touch a word of shared memory with no barrier between them. */
    SHARED_RACE,
    /** Two threads touch a word of global memory with nothing that orders them. */
    GLOBAL_RACE,
    /** A barrier, shuffle or vote waits for threads that do not come. */
    DIVERGENT_BARRIER,
    /** An address that is no multiple of the size of the access. */
    MISALIGNED,
    /** The text holds an instruction, directive or name that the emulator does not know. */
    UNKNOWN_INSTRUCTION,
    /** A launch whose sizes or parameters do not fit the kernel. */
    INVALID_LAUNCH,
    /** More instructions than the launch may take. */
    TIME_LIMIT,
    /** The kernel executed {@code trap}. */
    TRAP
  }

  private final Kind kind;
  private final String kernel;
  private final int line;
  private final String thread;
  private final String block;

  EmulatorException(
      Kind kind, String what, String kernel, int line, String text, String thread, String block) {
    super(message(kind, what, kernel, line, text, thread, block));
    this.kind = kind;
    this.kernel = kernel;
    this.line = line;
    this.thread = thread;
    this.block = block;
  }

  /** A finding outside any kernel, such as a copy by the host. */
  EmulatorException(Kind kind, String what) {
    this(kind, what, "", 0, "", "", "");
  }

  /** A finding in the text of a module. */
  EmulatorException(Kind kind, String what, String kernel, int line, String text) {
    this(kind, what, kernel, line, text, "", "");
  }

  private static String message(
      Kind kind, String what, String kernel, int line, String text, String thread, String block) {
    StringBuilder message = new StringBuilder(kind.toString()).append(": ").append(what);
    if (!kernel.isEmpty()) {
      message.append(", in kernel ").append(kernel);
    }
    if (line > 0) {
      message.append(", PTX line ").append(line).append(": ").append(text);
    }
    if (!thread.isEmpty()) {
      message.append(", thread ").append(thread).append(" of block ").append(block);
    }
    return message.toString();
  }

  /** What was found. */
  public Kind kind() {
    return kind;
  }

  /** The kernel's name, or empty outside kernels. */
  public String kernel() {
    return kernel;
  }

  /** The line of the PTX text, from 1; 0 outside kernels. */
  public int line() {
    return line;
  }

  /** The thread as {@code (x, y, z)}, or empty if no thread was at it. */
  public String thread() {
    return thread;
  }

  /** The block as {@code (x, y, z)}, or empty if no block was at it. */
  public String block() {
    return block;
  }
}
