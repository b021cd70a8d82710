package io.afterspike.kernels.cuda;

import jcuda.driver.CUdeviceptr;

/** JCuda's device pointer, made from a number and read as one. */
final class DeviceAddress extends CUdeviceptr {
  /** None yet: the driver sets it. */
  DeviceAddress() {}

  /** A given address. */
  DeviceAddress(long address) {
    super(new CUdeviceptr(), address);
  }

  long value() {
    return getNativePointer() + getByteOffset();
  }
}
