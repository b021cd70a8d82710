package io.afterspike.engine;

/** What an engine wants to know of a network's steps, beside the operations themselves. */
interface StepFrame extends AutoCloseable {
  /** For engines that want to know nothing. */
  StepFrame NONE =
      new StepFrame() {
        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public void close() {}
      };

  /** The operations from now on belong to one step, or to the beginning or end of a sequence. */
  void begin();

  /** They are complete, or one of them has thrown. */
  void end();

  /** The network is closed. */
  @Override
  void close();
}
