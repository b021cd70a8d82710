package io.afterspike.engine;

/**
 * The definition: every operation by plain scalar loops on one thread. Works everywhere, needs no
 * flags; every other engine is tested against it bit for bit.
 */
public final class ReferenceEngine extends ArrayEngine {
  /** The name it is asked for by. */
  public static final String NAME = "reference";

  /** A new engine. */
  public ReferenceEngine() {
    super(NAME, new ReferenceKernels());
  }
}
