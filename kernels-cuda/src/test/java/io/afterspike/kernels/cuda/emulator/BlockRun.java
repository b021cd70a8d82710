package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.Arrays;

/**
 * Runs one block: its threads are lanes, each with a position in the code. The lanes that stand
 * lowest go first, together, until they branch or meet others; so lanes that diverged meet again
 * where their ways join, and those ahead wait there.
 *
 * <p>A block can be suspended when it polls memory for what another block has to write. An object
 * runs one block after another, and keeps its arrays.
 */
final class BlockRun {
  private static final int NOBODY = Integer.MAX_VALUE;

  /** So many reads of volatile memory or atomics, and it is another's turn. */
  private static final int POLLS = 256;

  private enum State {
    RUNS,
    AT_BARRIER,
    AT_WARP,
    EXITED
  }

  /** 32-bit and narrower registers and predicates (0 or 1): an array of lanes for each. */
  final int[][] words;

  /** 64-bit registers. */
  final long[][] wides;

  final Launch launch;
  final RaceDetector races;
  final BlockMemory memory;
  final AsyncCopies copies;

  /** Lanes at the current instruction; for steps that need to know more than their range. */
  private final Ranges active;

  private final Ranges guarded;
  private final int lanes;
  private final Code[] code;
  private final boolean[] executed;
  private final State[] states;
  private final int[] positions;
  private final int[] warpLanes;
  private final int[] exitedLanes;
  private int exited;
  private int position;
  private int nextOther;
  private boolean highestFirst;
  private Code current;
  private int block;
  private int polls;
  private long instructions;
  private long limit;

  BlockRun(Launch launch) {
    this.launch = launch;
    lanes = launch.threads();
    code = launch.kernel().code();
    executed = new boolean[code.length];
    states = new State[lanes];
    positions = new int[lanes];
    active = new Ranges(lanes);
    guarded = new Ranges(lanes);
    warpLanes = new int[(lanes + 31) / 32];
    exitedLanes = new int[(lanes + 31) / 32];
    races = new RaceDetector(this, launch.order(), launch.firstRun(), (lanes + 31) / 32);
    memory = new BlockMemory(this, launch);
    copies = new AsyncCopies(lanes);
    RegisterMap registers = launch.kernel().registers();
    words = new int[registers.words()][lanes];
    wides = new long[registers.wides()][lanes];
    registers.fill(launch, words, wides);
  }

  /** Starts with a block of the launch, counted from 0. */
  void start(int blockOfLaunch) {
    block = blockOfLaunch;
    Arrays.fill(states, State.RUNS);
    Arrays.fill(positions, 0);
    Arrays.fill(exitedLanes, 0);
    exited = 0;
    polls = 0;
    highestFirst = false;
    races.start(blockOfLaunch);
    memory.clear();
    copies.clear();
    launch.kernel().registers().fillBlock(launch, blockOfLaunch, words);
  }

  /** Thread instructions executed since the last call. */
  long takeInstructions() {
    long taken = instructions;
    instructions = 0;
    return taken;
  }

  /** Which instructions were executed at least once. */
  boolean[] executed() {
    return executed;
  }

  String threadName(int lane) {
    return launch.threadName(lane);
  }

  String blockName(int blockOfLaunch) {
    return launch.blockName(blockOfLaunch);
  }

  /** The finding of a lane at the current instruction. */
  EmulatorException fault(Kind kind, String what, int lane) {
    return new EmulatorException(
        kind,
        what,
        launch.kernel().name(),
        current.source.line(),
        current.source.text(),
        threadName(lane),
        blockName(block));
  }

  /** Says that an atomic ran, which may wait for others: too often, and it is their turn. */
  void poll() {
    polls++;
  }

  /**
   * Says that a volatile load ran. Where blocks signal each other it is the others' turn at once:
   * then who looks but does not wait goes on with what it saw, and the race is found.
   */
  void look() {
    polls += launch.order() == null ? 1 : POLLS + 1;
  }

  /** Runs until every thread has exited (true) or others should have their turn (false). */
  boolean run(long limit) {
    this.limit = limit;
    while (gather()) {
      boolean wasHighest = highestFirst;
      burst();
      highestFirst = false;
      if (polls > POLLS) {
        polls = 0;
        highestFirst = !wasHighest; // what is polled for may be up to threads further on
        return false;
      }
      if (instructions > limit) {
        throw fault(Kind.TIME_LIMIT, "more than " + limit + " instructions", active.from(0));
      }
    }
    return true;
  }

  /** Finds the lanes that go next; false if all have exited. */
  private boolean gather() {
    while (exited < lanes) {
      int lowest = NOBODY;
      int highest = -1;
      for (int i = 0; i < lanes; i++) {
        if (states[i] == State.RUNS) {
          lowest = Math.min(lowest, positions[i]);
          highest = Math.max(highest, positions[i]);
        }
      }
      if (lowest == NOBODY) {
        wake();
        continue;
      }
      position = highestFirst ? highest : lowest;
      nextOther = NOBODY;
      active.clear();
      for (int i = 0; i < lanes; i++) {
        if (positions[i] == position && (states[i] == State.RUNS || states[i] == State.AT_WARP)) {
          states[i] = State.RUNS;
          active.add(i);
        } else if (states[i] == State.RUNS) {
          nextOther = Math.min(nextOther, positions[i]);
        }
      }
      if (nextOther < position) {
        nextOther = NOBODY; // the highest go first, as far as they get
      }
      return true;
    }
    return false;
  }

  /** Runs the active lanes until they part, meet others, or wait. */
  private void burst() {
    while (true) {
      current = code[position];
      executed[position] = true;
      instructions += active.lanes();
      if (current.required != null || current.requiredGuard >= 0) {
        requireWritten();
      }
      boolean together =
          switch (current.control) {
            case NEXT -> {
              next();
              yield true;
            }
            case BRANCH -> branch();
            case INDEXED_BRANCH -> indexedBranch();
            case EXIT -> exit();
            case BARRIER -> barrier();
            case WARP -> warp();
          };
      if (!together) {
        return;
      }
      if (position >= nextOther || polls > POLLS || instructions > limit) {
        settle(active, position);
        return;
      }
    }
  }

  /** Checks the registers whose writing could not be proved beforehand. */
  private void requireWritten() {
    if (current.requiredGuard >= 0) {
      requireWritten(active, current.requiredGuard);
    }
    if (current.required != null) {
      Ranges set = current.guard < 0 ? active : guarded(true);
      for (int flag : current.required) {
        requireWritten(set, flag);
      }
    }
  }

  private void requireWritten(Ranges set, int flag) {
    for (int r = 0; r < set.count(); r++) {
      for (int i = set.from(r); i < set.to(r); i++) {
        if (words[flag][i] == 0) {
          String register = launch.kernel().registers().ofFlag(flag);
          throw fault(Kind.UNINITIALISED, "register " + register + " was never written", i);
        }
      }
    }
  }

  private void settle(Ranges set, int at) {
    for (int r = 0; r < set.count(); r++) {
      Arrays.fill(positions, set.from(r), set.to(r), at);
    }
  }

  private void next() {
    Ranges set = current.guard < 0 ? active : guarded(true);
    Step step = current.step;
    for (int r = 0; r < set.count(); r++) {
      step.run(this, set.from(r), set.to(r));
    }
    position++;
  }

  /** The active lanes whose guard lets the current instruction run, or those whose does not. */
  private Ranges guarded(boolean runs) {
    int[] predicate = words[current.guard];
    int wanted = runs ? current.guardValue : 1 - current.guardValue;
    guarded.clear();
    for (int r = 0; r < active.count(); r++) {
      for (int i = active.from(r); i < active.to(r); i++) {
        if (predicate[i] == wanted) {
          guarded.add(i);
        }
      }
    }
    return guarded;
  }

  private boolean branch() {
    int target = current.targets[0];
    if (current.guard < 0) {
      position = target;
      return true;
    }
    int taken = guarded(true).lanes();
    if (taken == 0) {
      position++;
      return true;
    }
    if (taken == active.lanes()) {
      position = target;
      return true;
    }
    settle(active, position + 1);
    settle(guarded, target);
    return false;
  }

  private boolean indexedBranch() {
    Ranges set = current.guard < 0 ? active : guarded(true);
    settle(active, position + 1);
    for (int r = 0; r < set.count(); r++) {
      for (int i = set.from(r); i < set.to(r); i++) {
        int index = words[current.index][i];
        if (index < 0 || index >= current.targets.length) {
          throw fault(Kind.OUT_OF_BOUNDS, "branch index " + index, i);
        }
        positions[i] = current.targets[index];
      }
    }
    return false;
  }

  private boolean exit() {
    Ranges set = current.guard < 0 ? active : guarded(true);
    settle(active, position + 1);
    for (int r = 0; r < set.count(); r++) {
      for (int i = set.from(r); i < set.to(r); i++) {
        states[i] = State.EXITED;
        exitedLanes[i >> 5] |= 1 << i;
        exited++;
      }
    }
    return false;
  }

  private boolean barrier() {
    Ranges set = current.guard < 0 ? active : guarded(true);
    if (set.lanes() == lanes && current.barrierThreads == 0) {
      meet(current);
      position++;
      return true;
    }
    settle(active, position + 1);
    settle(set, position);
    for (int r = 0; r < set.count(); r++) {
      Arrays.fill(states, set.from(r), set.to(r), State.AT_BARRIER);
    }
    if (current.barrierThreads > 0 && waiting(current.barrier) >= current.barrierThreads) {
      release(current.barrier);
    }
    return false;
  }

  private void meet(Code at) {
    races.barrier();
    if (at.step != null) {
      at.step.run(this, 0, lanes);
    }
  }

  private int waiting(int barrier) {
    int count = 0;
    for (int i = 0; i < lanes; i++) {
      if (states[i] == State.AT_BARRIER && code[positions[i]].barrier == barrier) {
        count++;
      }
    }
    return count;
  }

  private void release(int barrier) {
    Code at = null;
    for (int i = 0; i < lanes; i++) {
      if (states[i] == State.AT_BARRIER && code[positions[i]].barrier == barrier) {
        states[i] = State.RUNS;
        at = code[positions[i]++];
      }
    }
    meet(at);
  }

  /** Nobody runs: lets those go on whose waiting is over, or says who waits in vain. */
  private void wake() {
    int first = -1;
    boolean woken = false;
    for (int i = 0; i < lanes; i++) {
      if (states[i] == State.AT_WARP && missing(i) == 0) {
        states[i] = State.RUNS;
        woken = true;
      } else if (states[i] == State.AT_BARRIER && first < 0) {
        first = i;
      }
    }
    if (woken) {
      return;
    }
    if (first < 0) {
      for (first = 0; states[first] != State.AT_WARP; ) {
        first++;
      }
      current = code[positions[first]];
      throw fault(
          Kind.DIVERGENT_BARRIER,
          "waits for threads %#x of its warp, which are elsewhere".formatted(missing(first)),
          first);
    }
    current = code[positions[first]];
    for (int i = 0; i < lanes; i++) {
      if (states[i] == State.AT_WARP
          || states[i] == State.EXITED
          || positions[i] != positions[first]
          || current.barrierThreads > 0) {
        throw fault(
            Kind.DIVERGENT_BARRIER,
            "waits for thread %s, which %s"
                .formatted(
                    threadName(i),
                    states[i] == State.EXITED
                        ? "has exited"
                        : "waits at line " + code[positions[i]].source.line()),
            first);
      }
    }
    release(current.barrier);
  }

  /** The threads of its warp for which a waiting lane still waits, as a mask. */
  private int missing(int lane) {
    int warp = lane >> 5;
    int here = 0;
    for (int i = warp << 5; i < Math.min(lanes, (warp + 1) << 5); i++) {
      if (states[i] == State.AT_WARP && positions[i] == positions[lane]) {
        here |= 1 << i;
      }
    }
    return mask(code[positions[lane]], lane) & ~here & ~exitedLanes[warp];
  }

  /** The threads that an instruction of a lane needs. */
  private int mask(Code at, int lane) {
    int inBlock = lanes - (lane & ~31);
    int all = inBlock >= 32 ? -1 : (1 << inBlock) - 1;
    if (at.mask == Code.OWN_MASK) {
      return 1 << lane;
    }
    return at.mask < 0 ? all : words[at.mask][lane] & all;
  }

  private boolean warp() {
    Ranges set = current.guard < 0 ? active : guarded(true);
    Arrays.fill(warpLanes, 0);
    for (int r = 0; r < set.count(); r++) {
      for (int i = set.from(r); i < set.to(r); i++) {
        warpLanes[i >> 5] |= 1 << i;
      }
    }
    settle(active, position + 1);
    boolean together = true;
    for (int r = 0; r < set.count(); r++) {
      for (int i = set.from(r); i < set.to(r); i++) {
        int warp = i >> 5;
        int mask = mask(current, i);
        if ((mask & 1 << i) == 0) {
          throw fault(
              Kind.DIVERGENT_BARRIER, "the mask %#x lacks the thread itself".formatted(mask), i);
        }
        if ((mask & ~warpLanes[warp] & ~exitedLanes[warp]) != 0) {
          states[i] = State.AT_WARP;
          positions[i] = position;
          together = false;
        }
      }
    }
    for (int warp = 0; warp < warpLanes.length; warp++) {
      int here = warpLanes[warp];
      for (int lane = 0; lane < 32 && !together; lane++) {
        int i = (warp << 5) + lane;
        if (i < lanes && states[i] == State.AT_WARP && positions[i] == position) {
          here &= ~(1 << lane);
        }
      }
      if (here != 0) {
        current.warpStep.run(this, warp << 5, here);
      }
    }
    position++;
    return together;
  }
}
