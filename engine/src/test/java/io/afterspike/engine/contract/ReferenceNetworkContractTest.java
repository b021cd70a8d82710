package io.afterspike.engine.contract;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;

/** Networks on the reference: resuming, refusing, leaving nothing behind. */
class ReferenceNetworkContractTest implements NetworkContract<float[]> {
  @Override
  public Engine<float[]> subject() {
    return Engines.reference();
  }
}
