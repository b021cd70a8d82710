package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A kernel of a module, ready to run. May be launched by several threads, in different memories.
 */
public final class EmulatedKernel {
  private static final int MAX_THREADS = 1024;
  private static final int MAX_SHARED_BYTES = 227 * 1024;
  private static final long DEFAULT_LIMIT = 1L << 32;

  /** So many turns of every block in which nobody writes, and all wait for ever. */
  private static final int IDLE_TURNS = 10_000;

  private final EmulatedModule module;
  private final PtxFunction function;
  private final KernelLayout layout;
  private final RegisterMap registers;
  private final Code[] code;
  private final boolean ordersBlocks;
  private volatile long limit = DEFAULT_LIMIT;

  EmulatedKernel(EmulatedModule module, Inliner inlined) {
    this.module = module;
    function = inlined.flat;
    layout = new KernelLayout(function, module.sharedVariables());
    registers = new RegisterMap(function, layout.offsets);
    code = Assembler.assemble(inlined, registers, layout);
    for (String variable : registers.variables()) {
      if (!module.hasVariable(variable)) {
        throw new EmulatorException(
            Kind.UNKNOWN_INSTRUCTION, "unknown name " + variable, function.name, 0, "");
      }
    }
    ordersBlocks =
        function.instructions.stream().anyMatch(i -> AtomicInstructions.ordersBlocks(i.opcode()));
  }

  EmulatedModule module() {
    return module;
  }

  Code[] code() {
    return code;
  }

  RegisterMap registers() {
    return registers;
  }

  /** Bytes of local memory of each thread. */
  int localBytes() {
    return layout.localBytes();
  }

  /** The name in the PTX text. */
  public String name() {
    return function.name;
  }

  /** Bytes of the packed parameter block. */
  public int parameterBytes() {
    return layout.parameterBytes();
  }

  /** Where each parameter begins in the block; unmodifiable. */
  public List<Integer> parameterOffsets() {
    return layout.parameterOffsets();
  }

  /** The bytes of each parameter; unmodifiable. */
  public List<Integer> parameterSizes() {
    return layout.parameterSizes();
  }

  /** Bytes of shared memory that the text declares. */
  public int sharedBytes() {
    return layout.sharedBytes();
  }

  /**
   * Ends launches with TIME_LIMIT that execute more instructions than this, counted once for each
   * thread; 2^32 unless set.
   */
  public void limitInstructions(long instructions) {
    limit = instructions;
  }

  /**
   * The kinds of instructions in the kernel whose results are the hardware's own: approximations,
   * matrix products, and float sums and products that name no rounding, for those may be fused into
   * others. The emulator's results may differ from a GPU's there; unmodifiable.
   */
  public Set<String> unspecified() {
    Set<String> opcodes = new TreeSet<>();
    for (PtxInstruction instruction : function.instructions) {
      String opcode = instruction.opcode();
      if (opcode.contains(".approx")
          || opcode.contains(".full")
          || opcode.startsWith("mma.")
          || opcode.matches("(atom|red)\\..*add\\.f(32|64)")
          || opcode.matches("(add|sub|mul)(\\.ftz|\\.sat)*\\.f(32|64)")) {
        opcodes.add(opcode);
      }
    }
    return opcodes;
  }

  /**
   * Runs the kernel to its end. Blocks run one after another; one that polls memory lets others go
   * on.
   *
   * @param memory read and modified
   * @param dynamicSharedBytes bytes of shared memory beyond those that the text declares
   * @param parameters the packed parameters, at least {@link #parameterBytes} bytes; not modified
   * @throws EmulatorException what the kernel did wrong; memory is then as the kernel left it
   */
  public void launch(
      EmulatedMemory memory,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int dynamicSharedBytes,
      MemorySegment parameters) {
    long blocks = (long) gridX * gridY * gridZ;
    long threads = (long) blockX * blockY * blockZ;
    int most = function.maximumThreads > 0 ? function.maximumThreads : MAX_THREADS;
    require(
        gridX > 0 && gridY > 0 && gridZ > 0 && gridY <= 65535 && gridZ <= 65535,
        "grid %d x %d x %d".formatted(gridX, gridY, gridZ));
    require(
        blockX > 0 && blockY > 0 && blockZ > 0 && blockZ <= 64 && threads <= most,
        "block %d x %d x %d, at most %d threads".formatted(blockX, blockY, blockZ, most));
    require(
        parameters.byteSize() >= parameterBytes(),
        "%d bytes of parameters, not %d".formatted(parameters.byteSize(), parameterBytes()));
    long shared = (long) sharedBytes() + dynamicSharedBytes;
    require(
        dynamicSharedBytes >= 0 && shared <= MAX_SHARED_BYTES,
        "%d bytes of shared memory, at most %d".formatted(shared, MAX_SHARED_BYTES));
    int[] packed = new int[(parameterBytes() + 7) / 8 * 2];
    MemorySegment.copy(parameters, 0, MemorySegment.ofArray(packed), 0, parameterBytes());
    run(
        new Launch(
            this,
            memory,
            gridX,
            gridY,
            gridZ,
            blockX,
            blockY,
            blockZ,
            (int) shared,
            packed,
            memory.reserveRuns(blocks),
            ordersBlocks ? new GridOrder((int) blocks) : null));
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new EmulatorException(Kind.INVALID_LAUNCH, what, name(), 0, "");
    }
  }

  private void run(Launch launch) {
    Deque<BlockRun> idle = new ArrayDeque<>();
    Deque<BlockRun> suspended = new ArrayDeque<>();
    List<BlockRun> all = new ArrayList<>();
    long instructions = 0;
    long idleTurns = 0;
    int next = 0;
    try {
      while (next < launch.blocks() || !suspended.isEmpty()) {
        BlockRun run;
        if (next < launch.blocks()) {
          run = idle.poll();
          if (run == null) {
            run = new BlockRun(launch);
            all.add(run);
          }
          run.start(next++);
        } else {
          run = suspended.remove();
        }
        long changes = run.memory.changes();
        boolean ended = run.run(limit - instructions);
        idleTurns = ended || run.memory.changes() != changes ? 0 : idleTurns + 1;
        if (idleTurns > IDLE_TURNS * (suspended.size() + 1L)) {
          throw run.fault(Kind.TIME_LIMIT, "waits for what nobody writes", 0);
        }
        instructions += run.takeInstructions();
        (ended ? idle : suspended).add(run);
      }
    } finally {
      Set<String> opcodes = new TreeSet<>();
      for (BlockRun run : all) {
        instructions += run.takeInstructions();
        for (int i = 0; i < code.length; i++) {
          if (run.executed()[i]) {
            opcodes.add(code[i].source.opcode());
          }
        }
      }
      EmulatorStatistics.add(name(), instructions, opcodes);
    }
  }
}
