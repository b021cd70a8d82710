package io.afterspike.bench.peers;

/** A program that did not start, ended, was too late, or said something else than it should. */
public final class PeerFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** With what is wrong. */
  public PeerFailure(String message) {
    super(message);
  }
}
