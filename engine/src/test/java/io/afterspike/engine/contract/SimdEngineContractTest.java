package io.afterspike.engine.contract;

import io.afterspike.engine.Engine;
import io.afterspike.engine.SimdEngine;
import net.jqwik.api.Group;
import net.jqwik.api.Tag;

/** The vector engine, at the width of this Java machine, on several numbers of threads. */
class SimdEngineContractTest {
  @Group
  class OnOneThread implements EngineContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(1);
    }
  }

  @Group
  @Tag("more-threads")
  class OnTwoThreads implements EngineContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(2);
    }
  }

  @Group
  class OnThreeThreads implements EngineContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(3);
    }
  }

  @Group
  @Tag("more-threads")
  class OnEightThreads implements EngineContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(8);
    }
  }
}
