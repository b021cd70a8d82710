package io.afterspike.engine;

/**
 * An engine was asked for that this machine or this build cannot offer; says why and what to do.
 */
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String engine;
  private final String reason;

  /** The engine that was asked for, and the reason with its remedy. */
  public EngineUnavailableException(String engine, String reason) {
    super("engine '" + engine + "' is not available: " + reason);
    this.engine = engine;
    this.reason = reason;
  }

  /** The name of the engine that was asked for. */
  public String engine() {
    return engine;
  }

  /** Why it is not available, and what to do. */
  public String reason() {
    return reason;
  }
}
