package io.afterspike.kernels.cuda.driverdouble;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The double of the driver in this process: installed once, reset between tests.
 *
 * <p>Work is done when someone waits for it, not before: a program that forgets to wait sees old
 * values, or fails.
 */
public final class DriverDouble {
  private static DriverDouble installed;

  private final DriverLibrary library = new DriverLibrary();
  private final Faults faults = new Faults();
  private final DriverCalls calls = new DriverCalls(new EmulatedMachine(), faults);

  /** Exceptions that no driver would throw: defects of the double itself. */
  private final List<Throwable> defects = new ArrayList<>();

  private DriverDouble() {
    Set<String> symbols = Set.copyOf(library.symbols());
    for (Method method : DriverCalls.class.getDeclaredMethods()) {
      if (symbols.contains(method.getName())) {
        library.fill(method.getName(), stub(method));
      }
    }
  }

  /** Why there can be no double here; empty if there can. */
  public static String reason() {
    return installed == null ? DriverLibrary.reason() : "";
  }

  /**
   * Puts the double in the driver's place, before anything in this process touches JCuda.
   *
   * @throws IllegalStateException if it cannot be made here: see {@link #reason}
   */
  public static synchronized DriverDouble install() {
    if (installed == null) {
      String reason = reason();
      if (!reason.isEmpty()) {
        throw new IllegalStateException(reason);
      }
      installed = new DriverDouble();
    }
    return installed;
  }

  /** As after a start of the machine: no context, no faults, nothing remembered. */
  public synchronized void reset() {
    calls.destroyContext();
    calls.leaks.clear();
    calls.findings.clear();
    calls.ran.clear();
    calls.ledger.clearMisuses();
    calls.capability = 80;
    faults.failAt(0, 0);
    defects.clear();
  }

  /** The compute capability that it has from now on, times ten. */
  public void capability(int capability) {
    calls.capability = capability;
  }

  /** Lets call number {@code n} from now, from 1, fail with a driver's code; 0 lets none fail. */
  public void failAt(long n, int code) {
    faults.failAt(n, code);
  }

  /** Lets the next kernel that runs fail with a driver's code. */
  public void failNextKernel(int code) {
    faults.failNextKernel(code);
  }

  /** The calls since the last {@link #failAt} or {@link #reset}, by symbol. */
  public List<String> calls() {
    return faults.calls();
  }

  /** How many kernels have run, over all contexts. */
  public long kernelsRun() {
    return calls.kernelsRun;
  }

  /** How often each kernel has run by its grid, block and shared memory since {@link #forget}. */
  public Map<Ran, Long> ran() {
    return Map.copyOf(calls.ran);
  }

  /** Begins to count {@link #ran} and {@link #calls} anew. */
  public void forget() {
    calls.ran.clear();
    faults.failAt(0, 0);
  }

  /** What nobody gave back: of contexts that are gone and, if one is not, that too. */
  public List<String> leaks() {
    List<String> all = new ArrayList<>(calls.leaks);
    if (calls.retained > calls.releasesRefused) {
      all.add("context retained " + (calls.retained - calls.releasesRefused) + " times");
    }
    if (calls.retained > 0) {
      all.addAll(calls.ledger.forgotten());
    }
    return all;
  }

  /** What was given back twice, or used after it was given back. */
  public List<String> misuses() {
    return calls.ledger.misuses();
  }

  /** What kernels did that they must not, in the emulator's words. */
  public List<String> findings() {
    return List.copyOf(calls.findings);
  }

  /** Defects of the double itself, and calls that it does not know. */
  public List<String> defects() {
    List<String> all = new ArrayList<>();
    defects.forEach(defect -> all.add(String.valueOf(defect)));
    if (!library.lastUnfilled().isEmpty()) {
      all.add("called but not doubled: " + library.lastUnfilled());
    }
    return all;
  }

  /** A native function that calls a method, whatever happens in it. */
  @SuppressWarnings("restricted")
  private java.lang.foreign.MemorySegment stub(Method method) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle target = lookup.unreflect(method).bindTo(calls);
      int count = target.type().parameterCount();
      MethodHandle spread =
          target
              .asType(target.type().generic().changeReturnType(int.class))
              .asSpreader(Object[].class, count);
      MethodHandle guarded =
          lookup
              .findVirtual(
                  DriverDouble.class,
                  "call",
                  MethodType.methodType(
                      int.class, String.class, MethodHandle.class, Object[].class))
              .bindTo(this);
      guarded = MethodHandles.insertArguments(guarded, 0, method.getName(), spread);
      guarded = guarded.asCollector(Object[].class, count).asType(target.type());
      MemoryLayout[] layouts = new MemoryLayout[count];
      for (int k = 0; k < count; k++) {
        boolean isInt = target.type().parameterType(k) == int.class;
        layouts[k] = isInt ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG;
      }
      FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts);
      return Linker.nativeLinker().upcallStub(guarded, descriptor, Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An exception must not leave through native code: it would end Java. */
  private synchronized int call(String name, MethodHandle target, Object[] arguments) {
    try {
      int status = calls.gate(name);
      if (status != 0) {
        calls.refused(name, arguments.length == 0 ? null : arguments[0]);
        return status;
      }
      boolean free = name.startsWith("cuDevice") || name.startsWith("cuCtx");
      if (!free && !name.equals("cuInit") && !name.startsWith("cuDriver") && !calls.hasContext()) {
        return Codes.INVALID_CONTEXT;
      }
      return (int) target.invokeExact(arguments);
    } catch (Throwable e) {
      defects.add(e);
      e.printStackTrace();
      return Codes.UNKNOWN;
    }
  }
}
