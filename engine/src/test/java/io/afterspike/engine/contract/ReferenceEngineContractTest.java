package io.afterspike.engine.contract;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;

/** The reference refuses what it should; its bits are the definition. */
class ReferenceEngineContractTest implements EngineContract<float[]> {
  @Override
  public Engine<float[]> subject() {
    return Engines.reference();
  }
}
