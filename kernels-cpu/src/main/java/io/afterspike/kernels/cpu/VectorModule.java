package io.afterspike.kernels.cpu;

/**
 * Whether the kernels can run here. This class needs nothing of the Vector API itself, so it can be
 * asked before any kernel is touched.
 */
public final class VectorModule {
  /**
   * The system property that sets the vector width: 128, 256 or 512; unset for the machine's own.
   */
  public static final String WIDTH_PROPERTY = "afterspike.vectorBits";

  private static final String MODULE = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether the Vector API is there. */
  public static boolean isPresent() {
    try {
      Class.forName(MODULE + ".FloatVector", false, VectorModule.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Makes sure that the kernels can run.
   *
   * @throws IllegalStateException if Java runs without the Vector API; says which flag to add
   * @throws IllegalArgumentException if the system property {@value #WIDTH_PROPERTY} is set to
   *     anything but 128, 256 or 512
   */
  public static void require() {
    if (!isPresent()) {
      throw new IllegalStateException(
          "the Vector API is not there: start Java with --add-modules " + MODULE);
    }
    vectorBits(System.getProperty(WIDTH_PROPERTY));
  }

  /** The width that a value of {@value #WIDTH_PROPERTY} asks for; 0: the machine's own. */
  static int vectorBits(String property) {
    if (property == null || property.isEmpty()) {
      return 0;
    }
    return switch (property) {
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new IllegalArgumentException(
              WIDTH_PROPERTY + ": expected 128, 256, 512 or nothing, got \"" + property + "\"");
    };
  }
}
