package io.afterspike.kernels.cuda.driverdouble;

import io.afterspike.kernels.cuda.driverdouble.Machine.Kernel;
import io.afterspike.kernels.cuda.driverdouble.Machine.MachineException;
import io.afterspike.kernels.cuda.driverdouble.Thing.Work;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the double answers to each call of the driver. The methods have the names of the driver's
 * symbols and its arguments: {@code long} for every pointer, handle and size.
 */
@SuppressWarnings({"unused", "restricted"}) // called from native code; pointers come as numbers
final class DriverCalls {
  static final long CONTEXT = 0x4000_0000L;
  private static final String NAME = "Double of a GPU";
  private static final long BYTES = 1L << 30;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final Machine machine;
  final Ledger ledger = new Ledger();
  final Faults faults;

  /** The handles that nobody gave back when the context went, over all contexts. */
  final List<String> leaks = new ArrayList<>();

  /** What kernels did that they must not. */
  final List<String> findings = new ArrayList<>();

  int capability = 80;
  int retained;

  /** How often someone gave the context back in vain. */
  int releasesRefused;

  long kernelsRun;

  /** How often each has run. */
  final Map<Ran, Long> ran = new HashMap<>();

  /** The error that ended the use of the context; 0 while it can be used. */
  private int sticky;

  private final ThreadLocal<Long> current = ThreadLocal.withInitial(() -> 0L);
  private final Map<Long, Arena> pinned = new HashMap<>();
  private long allocated;

  DriverCalls(Machine machine, Faults faults) {
    this.machine = machine;
    this.faults = faults;
  }

  /** The status before a call: that of a planned fault, or of a context that is lost. */
  int gate(String call) {
    int planned = faults.next(call);
    if (retained > 0 && Codes.sticky(planned)) {
      sticky = planned;
    }
    if (planned != 0) {
      return planned;
    }
    boolean stateless =
        call.startsWith("cuDevice") || call.equals("cuInit") || call.equals("cuDriverGetVersion");
    return stateless || call.equals("cuCtxSetCurrent") ? 0 : sticky;
  }

  /** What a call that gives something back leaves in the ledger if it is not let through. */
  void refused(String call, Object first) {
    if (call.equals("cuDevicePrimaryCtxRelease_v2")) {
      releasesRefused++;
    } else if ((call.contains("Destroy") || call.contains("Free") || call.contains("Unload"))
        && first instanceof Long handle) {
      ledger.tried(handle, call);
    }
  }

  // Devices

  int cuInit(int flags) {
    return Codes.SUCCESS;
  }

  int cuDriverGetVersion(long version) {
    at(version, 4).set(INT, 0, 12060);
    return Codes.SUCCESS;
  }

  int cuDeviceGetCount(long count) {
    at(count, 4).set(INT, 0, 1);
    return Codes.SUCCESS;
  }

  int cuDeviceGet(long device, int ordinal) {
    if (ordinal != 0) {
      return Codes.INVALID_DEVICE;
    }
    at(device, 4).set(INT, 0, 0);
    return Codes.SUCCESS;
  }

  int cuDeviceGetName(long name, int length, int device) {
    at(name, length).setString(0, NAME);
    return Codes.SUCCESS;
  }

  int cuDeviceTotalMem_v2(long bytes, int device) {
    at(bytes, 8).set(LONG, 0, BYTES);
    return Codes.SUCCESS;
  }

  int cuDeviceGetAttribute(long value, int which, int device) {
    int found =
        switch (which) {
          case 1 -> 1024; // threads of a block
          case 2, 3 -> 1024; // block x, y
          case 4 -> 64; // block z
          case 5 -> Integer.MAX_VALUE; // grid x
          case 6, 7 -> 65_535; // grid y, z
          case 8 -> 49_152; // shared memory of a block
          case 10 -> 32; // warp
          case 16 -> 4; // multiprocessors
          case 38 -> 1 << 17; // second cache
          case 75 -> capability / 10;
          case 76 -> capability % 10;
          case 95 -> 1; // cooperative launch
          default -> -1;
        };
    if (found < 0) {
      return Codes.INVALID_VALUE;
    }
    at(value, 4).set(INT, 0, found);
    return Codes.SUCCESS;
  }

  // The primary context

  int cuDevicePrimaryCtxRetain(long context, int device) {
    retained++;
    at(context, 8).set(LONG, 0, CONTEXT);
    return Codes.SUCCESS;
  }

  int cuDevicePrimaryCtxRelease_v2(int device) {
    if (retained == 0) {
      ledger.misuse("cuDevicePrimaryCtxRelease: it is not retained");
      return Codes.INVALID_CONTEXT;
    }
    retained--;
    if (retained == 0) {
      destroyContext();
    }
    return Codes.SUCCESS;
  }

  /** Everything in it goes; what nobody tried to give back is a leak. */
  void destroyContext() {
    leaks.addAll(ledger.forgotten());
    machine.reset();
    pinned.values().forEach(Arena::close);
    pinned.clear();
    ledger.clear();
    allocated = 0;
    sticky = 0;
    retained = 0;
    releasesRefused = 0;
  }

  int cuCtxSetCurrent(long context) {
    if (context != 0 && (context != CONTEXT || retained == 0)) {
      return Codes.INVALID_CONTEXT;
    }
    current.set(context);
    return Codes.SUCCESS;
  }

  int cuCtxGetCurrent(long context) {
    at(context, 8).set(LONG, 0, current.get());
    return Codes.SUCCESS;
  }

  int cuCtxSynchronize() {
    drainAll();
    return sticky;
  }

  /** Whether a call that needs a context has one. */
  boolean hasContext() {
    return current.get() == CONTEXT && retained > 0;
  }

  // Memory

  int cuMemGetInfo_v2(long free, long total) {
    at(free, 8).set(LONG, 0, BYTES - allocated);
    at(total, 8).set(LONG, 0, BYTES);
    return Codes.SUCCESS;
  }

  int cuMemAlloc_v2(long pointer, long bytes) {
    if (bytes <= 0) {
      return Codes.INVALID_VALUE;
    }
    if (bytes > BYTES - allocated) {
      return Codes.OUT_OF_MEMORY;
    }
    long address = machine.allocate(bytes);
    allocated += bytes;
    ledger.put(address, new Thing.Memory(bytes));
    at(pointer, 8).set(LONG, 0, address);
    return Codes.SUCCESS;
  }

  int cuMemFree_v2(long address) {
    Thing.Memory memory = ledger.find(Thing.Memory.class, address, "cuMemFree");
    if (memory == null) {
      return Codes.INVALID_VALUE;
    }
    drainAll();
    machine.free(address);
    allocated -= memory.bytes;
    ledger.remove(address);
    return sticky;
  }

  int cuMemAllocHost_v2(long pointer, long bytes) {
    Arena arena = Arena.ofShared();
    MemorySegment segment = arena.allocate(bytes, 64).fill((byte) 0xA5); // as good as anything
    pinned.put(segment.address(), arena);
    ledger.put(segment.address(), new Thing.Pinned(segment));
    at(pointer, 8).set(LONG, 0, segment.address());
    return Codes.SUCCESS;
  }

  int cuMemFreeHost(long address) {
    if (ledger.find(Thing.Pinned.class, address, "cuMemFreeHost") == null) {
      return Codes.INVALID_VALUE;
    }
    drainAll();
    ledger.remove(address);
    pinned.remove(address).close();
    return sticky;
  }

  int cuMemcpyHtoD_v2(long device, long host, long bytes) {
    drainAll();
    return now(() -> machine.write(device, at(host, bytes)));
  }

  int cuMemcpyDtoH_v2(long host, long device, long bytes) {
    drainAll();
    return now(() -> machine.read(device, at(host, bytes)));
  }

  int cuMemcpyDtoD_v2(long destination, long source, long bytes) {
    drainAll();
    return now(() -> machine.copy(source, destination, bytes));
  }

  int cuMemcpyHtoDAsync_v2(long device, long host, long bytes, long stream) {
    // From other than pinned memory the driver takes a copy at once.
    MemorySegment source =
        isPinned(host) ? at(host, bytes) : Arena.ofAuto().allocate(bytes).copyFrom(at(host, bytes));
    return enqueue("cuMemcpyHtoDAsync", stream, () -> machine.write(device, source));
  }

  int cuMemcpyDtoHAsync_v2(long host, long device, long bytes, long stream) {
    return enqueue("cuMemcpyDtoHAsync", stream, () -> machine.read(device, at(host, bytes)));
  }

  int cuMemcpyDtoDAsync_v2(long destination, long source, long bytes, long stream) {
    return enqueue("cuMemcpyDtoDAsync", stream, () -> machine.copy(source, destination, bytes));
  }

  int cuMemsetD32Async(long device, int value, long count, long stream) {
    return enqueue("cuMemsetD32Async", stream, () -> machine.fill(device, value, count));
  }

  private boolean isPinned(long host) {
    for (Thing thing : ledger.all()) {
      if (thing instanceof Thing.Pinned memory && memory.holds(host)) {
        return true;
      }
    }
    return false;
  }

  // Modules and launches

  int cuModuleLoadDataEx(long module, long image, int options, long names, long values) {
    String ptx = at(image, Long.MAX_VALUE - image).getString(0);
    try {
      at(module, 8).set(LONG, 0, ledger.add(new Thing.Module(machine.load(ptx))));
      return Codes.SUCCESS;
    } catch (MachineException e) {
      log(e.getMessage(), options, names, values);
      return e.code();
    }
  }

  /** Writes into the buffer that the caller gave for errors (option 5, of the size in 6). */
  private static void log(String message, int options, long names, long values) {
    long buffer = 0;
    long size = 0;
    for (int k = 0; k < options; k++) {
      int option = at(names, 4L * options).get(INT, 4L * k);
      long value = at(values, 8L * options).get(LONG, 8L * k);
      buffer = option == 5 ? value : buffer;
      size = option == 6 ? value : size;
    }
    if (buffer != 0 && size > 1) {
      byte[] text = message.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      int length = (int) Math.min(text.length, size - 1);
      MemorySegment.copy(text, 0, at(buffer, size), BYTE, 0, length);
      at(buffer, size).set(BYTE, length, (byte) 0);
    }
  }

  int cuModuleUnload(long module) {
    Thing.Module found = ledger.find(Thing.Module.class, module, "cuModuleUnload");
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    drainAll();
    found.functions.values().forEach(ledger::remove);
    ledger.remove(module);
    return sticky;
  }

  int cuModuleGetFunction(long function, long module, long name) {
    Thing.Module found = ledger.find(Thing.Module.class, module, "cuModuleGetFunction");
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    String kernelName = at(name, Long.MAX_VALUE - name).getString(0);
    Kernel kernel = found.program.kernel(kernelName);
    if (kernel == null) {
      return Codes.NOT_FOUND;
    }
    long handle =
        found.functions.computeIfAbsent(kernelName, n -> ledger.add(new Thing.Function(n, kernel)));
    at(function, 8).set(LONG, 0, handle);
    return Codes.SUCCESS;
  }

  int cuFuncGetAttribute(long value, int which, long function) {
    Thing.Function found = ledger.find(Thing.Function.class, function, "cuFuncGetAttribute");
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    at(value, 4).set(INT, 0, which == 0 ? 1024 : which == 1 ? found.kernel.sharedBytes() : 0);
    return Codes.SUCCESS;
  }

  int cuLaunchKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      long parameters,
      long extra) {
    Thing.Function found = ledger.find(Thing.Function.class, function, "cuLaunchKernel");
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    int[] grid = {gridX, gridY, gridZ};
    int[] block = {blockX, blockY, blockZ};
    if (Math.min(gridX, Math.min(gridY, gridZ)) < 1 || (long) blockX * blockY * blockZ > 1024) {
      return Codes.INVALID_VALUE;
    }
    MemorySegment values = gather(found.kernel, parameters);
    return enqueue(
        "cuLaunchKernel",
        stream,
        () -> {
          int planned = faults.nextKernel();
          if (planned != 0) {
            throw new MachineException(planned, "planned failure of " + found.name, null);
          }
          kernelsRun++;
          ran.merge(
              Ran.of(found.name, grid, block, sharedBytes + found.kernel.sharedBytes()),
              1L,
              Long::sum);
          found.kernel.launch(grid, block, sharedBytes, values);
        });
  }

  /** The values that a table of pointers points to, as the kernel wants them. */
  private static MemorySegment gather(Kernel kernel, long parameters) {
    int bytes = kernel.parameterBytes();
    int[] offsets = kernel.parameterOffsets();
    MemorySegment values = Arena.ofAuto().allocate(Math.max(8, bytes), 16);
    for (int k = 0; k < offsets.length; k++) {
      int size = (k + 1 < offsets.length ? offsets[k + 1] : bytes) - offsets[k];
      long source = at(parameters, 8L * offsets.length).get(LONG, 8L * k);
      MemorySegment.copy(at(source, size), 0, values, offsets[k], size);
    }
    return values;
  }

  // Streams and events

  int cuStreamCreate(long stream, int flags) {
    at(stream, 8).set(LONG, 0, ledger.add(new Thing.Stream()));
    return Codes.SUCCESS;
  }

  int cuStreamDestroy_v2(long stream) {
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, "cuStreamDestroy");
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    drain(found);
    ledger.remove(stream);
    return sticky;
  }

  int cuStreamSynchronize(long stream) {
    return waited("cuStreamSynchronize", stream, true);
  }

  int cuStreamQuery(long stream) {
    return waited("cuStreamQuery", stream, false);
  }

  private int waited(String call, long stream, boolean toItsEnd) {
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, call);
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    if (found.capture != null) {
      found.capture.breakOff();
      return Codes.CAPTURE_UNSUPPORTED;
    }
    if (toItsEnd) {
      drain(found);
    } else if (!found.queue.isEmpty()) {
      run(found.queue.poll());
      return sticky != 0 ? sticky : Codes.NOT_READY;
    }
    return sticky;
  }

  int cuStreamWaitEvent(long stream, long event, int flags) {
    Thing.Event mark = ledger.find(Thing.Event.class, event, "cuStreamWaitEvent");
    if (mark == null) {
      return Codes.INVALID_HANDLE;
    }
    Thing.Stream waiting = ledger.find(Thing.Stream.class, stream, "cuStreamWaitEvent");
    if (waiting == null) {
      return Codes.INVALID_HANDLE;
    }
    if (mark.capture != null || waiting.capture != null) {
      if (mark.capture == null || waiting.capture != null && waiting.capture != mark.capture) {
        return Codes.CAPTURE_ISOLATION; // one is captured, the other is not, or elsewhere
      }
      mark.capture.follow(waiting, mark.captured);
      return Codes.SUCCESS;
    }
    long until = mark.recorded;
    return enqueue("cuStreamWaitEvent", stream, () -> drainUntil(mark, until));
  }

  int cuEventCreate(long event, int flags) {
    at(event, 8).set(LONG, 0, ledger.add(new Thing.Event()));
    return Codes.SUCCESS;
  }

  int cuEventDestroy_v2(long event) {
    if (ledger.find(Thing.Event.class, event, "cuEventDestroy") == null) {
      return Codes.INVALID_HANDLE;
    }
    ledger.remove(event);
    return sticky;
  }

  int cuEventRecord(long event, long stream) {
    Thing.Event mark = ledger.find(Thing.Event.class, event, "cuEventRecord");
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, "cuEventRecord");
    if (mark == null || found == null) {
      return Codes.INVALID_HANDLE;
    }
    mark.capture = found.capture;
    if (found.capture != null) {
      mark.captured = found.capture.mark(found);
      return Codes.SUCCESS;
    }
    mark.stream = found;
    long number = ++mark.recorded;
    return enqueue(
        "cuEventRecord",
        stream,
        () -> {
          mark.reached = number;
          mark.nanoTime = System.nanoTime();
        });
  }

  int cuEventSynchronize(long event) {
    Thing.Event mark = ledger.find(Thing.Event.class, event, "cuEventSynchronize");
    if (mark == null) {
      return Codes.INVALID_HANDLE;
    }
    drainUntil(mark, mark.recorded);
    return sticky;
  }

  int cuEventQuery(long event) {
    Thing.Event mark = ledger.find(Thing.Event.class, event, "cuEventQuery");
    if (mark == null) {
      return Codes.INVALID_HANDLE;
    }
    return sticky != 0 ? sticky : mark.reached < mark.recorded ? Codes.NOT_READY : Codes.SUCCESS;
  }

  int cuEventElapsedTime(long milliseconds, long start, long end) {
    Thing.Event from = ledger.find(Thing.Event.class, start, "cuEventElapsedTime");
    Thing.Event to = ledger.find(Thing.Event.class, end, "cuEventElapsedTime");
    if (from == null || to == null || from.recorded == 0 || to.recorded == 0) {
      return Codes.INVALID_HANDLE;
    }
    if (from.reached < from.recorded || to.reached < to.recorded) {
      return Codes.NOT_READY;
    }
    at(milliseconds, 4).set(FLOAT, 0, (to.nanoTime - from.nanoTime) / 1e6f);
    return Codes.SUCCESS;
  }

  // Graphs

  int cuStreamBeginCapture_v2(long stream, int mode) {
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, "cuStreamBeginCapture");
    if (found == null || found.capture != null) {
      return Codes.INVALID_HANDLE;
    }
    new Capture(found);
    return Codes.SUCCESS;
  }

  int cuStreamEndCapture(long stream, long graph) {
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, "cuStreamEndCapture");
    if (found == null || found.capture == null) {
      return Codes.INVALID_HANDLE;
    }
    Capture capture = found.capture;
    if (capture.origin != found) {
      capture.breakOff();
      return Codes.CAPTURE_UNMATCHED;
    }
    boolean joined = capture.joined();
    List<Capture.Node> nodes = capture.end();
    if (capture.broken() || !joined) {
      at(graph, 8).set(LONG, 0, 0L);
      return capture.broken() ? Codes.CAPTURE_INVALIDATED : Codes.CAPTURE_UNJOINED;
    }
    at(graph, 8).set(LONG, 0, ledger.add(new Thing.Graph(nodes)));
    return Codes.SUCCESS;
  }

  int cuGraphGetNodes(long graph, long nodes, long count) {
    Thing.Graph found = ledger.find(Thing.Graph.class, graph, "cuGraphGetNodes");
    if (found == null || nodes != 0) {
      return Codes.INVALID_VALUE;
    }
    at(count, 8).set(LONG, 0, found.nodes.size());
    return Codes.SUCCESS;
  }

  int cuGraphInstantiateWithFlags(long executable, long graph, long flags) {
    Thing.Graph found = ledger.find(Thing.Graph.class, graph, "cuGraphInstantiate");
    if (found == null) {
      return Codes.INVALID_VALUE;
    }
    at(executable, 8).set(LONG, 0, ledger.add(new Thing.Executable(found.nodes)));
    return Codes.SUCCESS;
  }

  int cuGraphLaunch(long executable, long stream) {
    Thing.Executable found = ledger.find(Thing.Executable.class, executable, "cuGraphLaunch");
    if (found == null) {
      return Codes.INVALID_VALUE;
    }
    for (Work node : Capture.order(found.nodes, found.random)) {
      int status = enqueue("cuGraphLaunch", stream, node);
      if (status != 0) {
        return status;
      }
    }
    return Codes.SUCCESS;
  }

  int cuGraphDestroy(long graph) {
    if (ledger.find(Thing.Graph.class, graph, "cuGraphDestroy") == null) {
      return Codes.INVALID_VALUE;
    }
    ledger.remove(graph);
    return Codes.SUCCESS;
  }

  int cuGraphExecDestroy(long executable) {
    if (ledger.find(Thing.Executable.class, executable, "cuGraphExecDestroy") == null) {
      return Codes.INVALID_VALUE;
    }
    drainAll();
    ledger.remove(executable);
    return sticky;
  }

  // The work itself

  private int enqueue(String call, long stream, Work work) {
    Thing.Stream found = ledger.find(Thing.Stream.class, stream, call);
    if (found == null) {
      return Codes.INVALID_HANDLE;
    }
    if (found.capture != null) {
      found.capture.add(found, work);
    } else {
      found.queue.add(work);
    }
    return Codes.SUCCESS;
  }

  private int now(Work work) {
    run(work);
    return sticky;
  }

  /** A lost context does nothing any more; the first error is kept. */
  private void run(Work work) {
    if (sticky != 0) {
      return;
    }
    try {
      work.run();
    } catch (MachineException e) {
      findings.add(e.getMessage());
      if (e.getCause() != null) { // not a planned failure: a driver would not say what happened
        System.err.println("emulator: " + e.getMessage());
      }
      sticky = e.code();
    }
  }

  private void drain(Thing.Stream stream) {
    for (Work work = stream.queue.poll(); work != null; work = stream.queue.poll()) {
      run(work);
    }
  }

  private void drainUntil(Thing.Event mark, long number) {
    while (mark.reached < number && !mark.stream.queue.isEmpty()) {
      run(mark.stream.queue.poll());
    }
  }

  private void drainAll() {
    for (Thing thing : ledger.all()) {
      if (thing instanceof Thing.Stream stream) {
        drain(stream);
      }
    }
  }

  private static MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }
}
