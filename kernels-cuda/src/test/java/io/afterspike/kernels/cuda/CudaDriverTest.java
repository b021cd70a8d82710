package io.afterspike.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CudaDriverTest {
  @Test
  void aMissingDriverIsNamedWithTheRemedy() {
    CudaDriver.Probe probe = CudaDriver.probe("libcuda-that-is-not-here.so.1");

    assertEquals(List.of(), probe.devices());
    assertTrue(probe.reason().contains("libcuda-that-is-not-here.so.1"), probe.reason());
    assertTrue(probe.reason().contains("install"), probe.reason());
  }

  @Test
  void eitherThereAreDevicesOrThereIsAReason() {
    CudaDriver.Probe probe = CudaDriver.probe();

    assertEquals(probe.devices().isEmpty(), !probe.reason().isEmpty());
  }

  @Test
  void aLibraryThatIsNoDriverIsAReasonToo() {
    CudaDriver.Probe probe = CudaDriver.probe("libc.so.6");

    assertEquals(List.of(), probe.devices());
    assertTrue(probe.reason().startsWith("the NVIDIA driver could not be asked"), probe.reason());
  }
}
