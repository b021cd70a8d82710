package io.afterspike.kernels.cuda.driverdouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaError;
import io.afterspike.kernels.cuda.CudaEvent;
import io.afterspike.kernels.cuda.CudaException;
import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.CudaUnavailableException;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import io.afterspike.kernels.cuda.PinnedBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every call of the driver fails once, at each position of a whole run. */
class DriverFaultsTest {
  private static final int[] CODES = {
    Codes.OUT_OF_MEMORY,
    Codes.DEVICE_UNAVAILABLE,
    Codes.ECC_UNCORRECTABLE,
    Codes.ILLEGAL_ADDRESS,
    Codes.LAUNCH_FAILED,
    Codes.UNKNOWN
  };

  private DriverDouble driver;

  @BeforeEach
  void install() {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    driver = DriverDouble.install();
    driver.reset();
  }

  /** What a run left behind for the checks. */
  private static final class Outcome {
    RuntimeException thrown;
    List<String> laterRefusals = new ArrayList<>();
  }

  /** A bit of everything, on one thread; whatever it throws is kept. */
  private Outcome run() {
    Outcome outcome = new Outcome();
    CudaContext context;
    try {
      context = CudaDevice.first().open();
    } catch (CudaException | CudaUnavailableException e) {
      outcome.thrown = e;
      return outcome;
    }
    CudaStream stream = null;
    try (context) {
      try {
        stream = context.stream();
        work(context, stream);
      } catch (CudaException e) {
        outcome.thrown = e;
        if (e.deviceFailed()) {
          later(context, stream, e, outcome);
        }
      }
    }
    return outcome;
  }

  private static void work(CudaContext context, CudaStream stream) {
    DeviceBuffer values = context.allocate(40);
    values.upload(new float[40], stream);
    Launch launch = DriverLayerTest.scale(context, 2f, values);
    launch.launch(stream);
    CudaGraph graph =
        stream.capture(
            () -> {
              launch.launch(stream);
              values.fill(1f, stream);
            });
    graph.launch(stream);
    CudaStream other = context.stream();
    CudaEvent event = context.event(false);
    event.record(stream);
    other.waitFor(event);
    PinnedBuffer pinned = context.pinned(100);
    DeviceBuffer copy = context.allocate(40);
    copy.copyFrom(values, 0, 0, 40, other);
    copy.download(new float[40], other);
    for (int k = 0; k < 5; k++) {
      values.upload(new float[3], stream);
    }
    context.freeBytes();
    stream.done();
    event.done();
    event.synchronize();
    context.synchronize();
    graph.close();
    copy.close();
    pinned.close();
    other.close();
    stream.synchronize();
  }

  /** What closing something met is not thrown, but by the next call. */
  private static CudaException first(CudaException thrown) {
    return thrown.getCause() instanceof CudaException cause ? cause : thrown;
  }

  /** After the device has failed, everything is refused in the name of the first failure. */
  private void later(
      CudaContext context, CudaStream stream, CudaException thrown, Outcome outcome) {
    CudaException first = first(thrown);
    int before = driver.calls().size();
    assertTrue(context.failed());
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> context.allocate(3));
    calls.add(context::stream);
    calls.add(context::synchronize);
    calls.add(() -> context.event(true));
    calls.add(() -> context.module("scale.ptx", DriverLayerTest.ptx()));
    calls.add(() -> context.device().open());
    if (stream != null) {
      calls.add(stream::synchronize);
      calls.add(() -> stream.capture(() -> {}));
    }
    for (Runnable call : calls) {
      CudaException refusal = assertThrows(CudaException.class, call::run);
      assertTrue(refusal.deviceFailed());
      assertSame(first, refusal.getCause());
      assertTrue(refusal.getMessage().endsWith(first.getMessage()), refusal::getMessage);
      outcome.laterRefusals.add(refusal.call());
    }
    assertEquals(before, driver.calls().size(), "a lost device is not called any more");
  }

  @Test
  void everyCallMayFailWithEveryError() {
    driver.failAt(0, 0);
    assertEquals(null, run().thrown);
    List<String> all = driver.calls();
    assertTrue(all.size() > 60, "the run makes " + all.size() + " calls");
    Set<String> failed = new LinkedHashSet<>();
    int thrown = 0;
    int lost = 0;
    for (int code : CODES) {
      for (int n = 1; n <= all.size(); n++) {
        driver.reset();
        driver.failAt(n, code);
        Outcome outcome = run();
        String what = all.get(n - 1) + ", call " + n + ", error " + code;
        if (outcome.thrown instanceof CudaException e) {
          assertEquals(code, e.code(), what);
          String told = first(e).call();
          assertTrue(all.get(n - 1).startsWith(told), what + " is told as " + told);
          assertEquals(CudaError.of(code), e.error(), what);
          assertTrue(e.getMessage().contains("(" + code + ")"), e::getMessage);
          failed.add(all.get(n - 1));
          thrown++;
          lost += outcome.laterRefusals.isEmpty() ? 0 : 1;
        }
        assertEquals(List.of(), driver.leaks(), what);
        assertEquals(List.of(), driver.misuses(), what);
        assertEquals(List.of(), driver.defects(), what);
        driver.failAt(0, 0);
        assertFalse(driver.calls().size() > 0);
      }
    }
    driver.reset();
    assertEquals(null, run().thrown, "everything works again");
    assertTrue(failed.size() >= 25, "only these failed: " + failed);
    assertTrue(
        thrown >= CODES.length * (all.size() - 30), thrown + " of " + all.size() + " thrown");
    assertTrue(lost > 100, lost + " times the device was lost");
    System.out.printf(
        "driver faults: %d positions x %d errors, %d exceptions, %d lost devices, 0 leaks%n",
        all.size(), CODES.length, thrown, lost);
  }

  /** A kernel fails on its own time: whoever waits hears of it, with its name. */
  @Test
  void aFailedKernelIsNamed() {
    for (int code : new int[] {Codes.ILLEGAL_ADDRESS, Codes.LAUNCH_FAILED}) {
      driver.reset();
      try (CudaContext context = CudaDevice.first().open()) {
        CudaStream stream = context.stream();
        DeviceBuffer values = context.allocate(4);
        values.fill(1f, stream);
        Launch launch = DriverLayerTest.scale(context, 2f, values);
        stream.synchronize();
        driver.failNextKernel(code);
        launch.launch(stream);
        CudaException first =
            assertThrows(CudaException.class, () -> values.download(new float[4], stream));
        assertEquals(code, first.code());
        assertTrue(first.getMessage().contains("the kernel was scale_f32"), first::getMessage);
        assertTrue(first.getMessage().contains("CUDA_LAUNCH_BLOCKING"), first::getMessage);
        CudaException later = assertThrows(CudaException.class, () -> launch.launch(stream));
        assertSame(first, later.getCause());
        assertEquals("cuLaunchKernel", later.call());
      }
      assertEquals(List.of(), driver.leaks());
      assertEquals(List.of(), driver.misuses());
    }
  }

  /** Not enough memory is not the end: the next, smaller wish is granted. */
  @Test
  void outOfMemoryIsNotTheEnd() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaException failure = assertThrows(CudaException.class, () -> context.allocate(1 << 29));
      assertEquals(CudaError.OUT_OF_MEMORY, failure.error());
      assertTrue(failure.getMessage().contains("2147483648 bytes"), failure::getMessage);
      assertFalse(failure.deviceFailed());
      context.allocate(10);
    }
    assertEquals(List.of(), driver.leaks());
  }
}
