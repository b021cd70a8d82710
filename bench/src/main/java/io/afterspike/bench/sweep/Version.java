package io.afterspike.bench.sweep;

/** The version of this program, as results carry it. */
public final class Version {
  /** The version in the project's pom.xml. */
  public static final String NUMBER = "0.1.0-SNAPSHOT";

  private Version() {}
}
