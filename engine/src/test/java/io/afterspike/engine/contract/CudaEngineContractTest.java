package io.afterspike.engine.contract;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import org.junit.jupiter.api.Assumptions;

/** The CUDA engine's kernels, through JCuda, on the emulator. */
class CudaEngineContractTest implements EngineContract<DeviceBuffer> {
  @Override
  public Engine<DeviceBuffer> subject() {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    DriverDouble.install();
    return new CudaEngine();
  }
}
