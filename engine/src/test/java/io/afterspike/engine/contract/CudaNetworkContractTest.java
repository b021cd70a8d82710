package io.afterspike.engine.contract;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import org.junit.jupiter.api.Assumptions;

/** Networks on the CUDA engine, through JCuda, on the emulator; steps that repeat are graphs. */
class CudaNetworkContractTest implements NetworkContract<DeviceBuffer> {
  @Override
  public Engine<DeviceBuffer> subject() {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    DriverDouble.install();
    return new CudaEngine();
  }
}
