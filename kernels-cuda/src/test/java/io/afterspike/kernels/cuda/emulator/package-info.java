/**
 * Executes PTX without a GPU, and says what a GPU would not: which thread of which kernel read what
 * nobody wrote, left its buffer, or raced with another.
 *
 * <p>{@link io.afterspike.kernels.cuda.emulator.EmulatedModule} reads PTX and refuses what it does
 * not know; {@link io.afterspike.kernels.cuda.emulator.EmulatedKernel} runs on {@link
 * io.afterspike.kernels.cuda.emulator.EmulatedMemory}; every finding is an {@link
 * io.afterspike.kernels.cuda.emulator.EmulatorException} with its kernel, PTX line, thread and
 * block.
 *
 * <p>Exact, bit for bit: integer and IEEE arithmetic, conversions, comparisons, shuffles, atomics
 * (in the order in which the emulator meets them). Not exact, for the hardware's own results are
 * not specified: {@code .approx} functions (here: float64, rounded once) and the sums of {@code
 * mma} (here: float64, rounded once). Not emulated: time, and effects of weak memory beyond
 * happens-before.
 *
 * <p>How it works: the threads of a block are the lanes of one wide machine. A register is an array
 * with an element for each lane, an instruction a loop over lanes ({@code Step}). Lanes diverge,
 * and those with the lowest program counter go first, which brings them together again without any
 * analysis of the program ({@code BlockRun}).
 *
 * <p>The texts among the resources were made from the CUDA C beside them with NVRTC 12.0.140 and
 * the options of the shipped kernels: {@code tensor} for compute_80, the others for compute_70.
 */
package io.afterspike.kernels.cuda.emulator;
