/**
 * One benchmark for each kernel, run by JMH in Java machines of their own.
 *
 * <p>Before anything is timed, each checks its result against the plain loops, bit for bit, and
 * measures what this machine can do at this vector width: a kernel that the compiler has silently
 * stopped vectorising shows as a small share of the limit. To look at the machine code of one, put
 * hsdis beside Java's libjvm and run {@code java -XX:+UnlockDiagnosticVMOptions
 * -XX:CompileCommand=print,io.afterspike.kernels.cpu.LifKernel::step} with the flags of {@code
 * bench kernels}, or JMH's {@code -prof perfasm} where perf is installed.
 */
package io.afterspike.bench.kernels;
