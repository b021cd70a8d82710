package io.afterspike.engine.contract;

import io.afterspike.engine.Engine;
import io.afterspike.engine.SimdEngine;
import net.jqwik.api.Group;
import net.jqwik.api.Tag;

/**
 * Networks on the vector engine, at the width of this Java machine, on several numbers of threads.
 */
class SimdNetworkContractTest {
  @Group
  class OnOneThread implements NetworkContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(1);
    }
  }

  @Group
  class WithComposedTraces implements NetworkContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return SimdEngine.composed(1);
    }
  }

  @Group
  @Tag("more-threads")
  class OnTwoThreads implements NetworkContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(2);
    }
  }

  @Group
  class OnThreeThreads implements NetworkContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(3);
    }
  }

  @Group
  @Tag("more-threads")
  class OnEightThreads implements NetworkContract<float[]> {
    @Override
    public Engine<float[]> subject() {
      return new SimdEngine(8);
    }
  }
}
