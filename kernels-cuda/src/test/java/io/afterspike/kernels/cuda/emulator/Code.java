package io.afterspike.kernels.cuda.emulator;

/** One instruction, ready to run. */
final class Code {
  /** How an instruction moves the lanes. */
  enum Control {
    /** On to the next instruction. */
    NEXT,
    BRANCH,
    INDEXED_BRANCH,
    EXIT,
    /** Waits for the threads of the block. */
    BARRIER,
    /** Waits for the threads of the warp that a mask names. */
    WARP
  }

  /** For {@link #mask}: an instruction that waits for nobody. */
  static final int OWN_MASK = -2;

  final PtxInstruction source;
  final Control control;

  /** Register of the guard, or -1. */
  int guard = -1;

  /** The value of the guard with which the instruction runs. */
  int guardValue = 1;

  /** Flags of registers that must have been written, see {@link DefiniteAssignment}; or null. */
  int[] required;

  /** The same for the guard, or -1. */
  int requiredGuard = -1;

  /** For NEXT; for BARRIER: what follows the meeting of the whole block, or null. */
  Step step;

  /** For WARP. */
  Step.OfWarp warpStep;

  /** Register of the mask of a WARP instruction; -1: all threads; or {@link #OWN_MASK}. */
  int mask = -1;

  /** Where branches lead. */
  int[] targets = {};

  /** Register of the index of an indexed branch. */
  int index = -1;

  /** The number of a barrier. */
  int barrier;

  /** How many threads a barrier waits for; 0: all of the block. */
  int barrierThreads;

  Code(PtxInstruction source, Control control) {
    this.source = source;
    this.control = control;
  }

  static Code step(PtxInstruction source, Step step) {
    Code code = new Code(source, Control.NEXT);
    code.step = step;
    return code;
  }

  static Code warp(PtxInstruction source, int mask, Step.OfWarp step) {
    Code code = new Code(source, Control.WARP);
    code.mask = mask;
    code.warpStep = step;
    return code;
  }
}
