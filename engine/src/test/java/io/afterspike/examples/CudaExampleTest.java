package io.afterspike.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The README's example for GPUs, on the double of the driver: the result of that for CPUs. */
class CudaExampleTest {
  @Test
  void theDeviceKernelExampleRuns() {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    DriverDouble driver = DriverDouble.install();
    driver.reset();
    assertEquals(
        ExamplesTest.printed(KernelExample::main), ExamplesTest.printed(DeviceKernelExample::main));
    assertEquals(List.of(), driver.leaks());
    assertEquals(List.of(), driver.defects());
  }
}
