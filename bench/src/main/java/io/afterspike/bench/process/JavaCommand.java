package io.afterspike.bench.process;

import io.afterspike.kernels.cpu.VectorModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of Java processes that run our classes with this process's Java. */
public final class JavaCommand {
  /** Without these flags there are no vector kernels, and warnings about native access. */
  public static final List<String> FLAGS =
      List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

  /** The command line, by name: those that start it in a process are parts of it. */
  private static final String AFTERSPIKE = "io.afterspike.bench.cli.Afterspike";

  private JavaCommand() {}

  /**
   * Our command line.
   *
   * @param flags of the Java machine, behind {@link #FLAGS}
   */
  public static List<String> afterspike(List<String> flags, List<String> arguments) {
    return of(flags, AFTERSPIKE, arguments);
  }

  /**
   * A class with this process's class path.
   *
   * @param flags of the Java machine, behind {@link #FLAGS}
   * @param main the class that is started
   */
  public static List<String> of(List<String> flags, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  /** The flag that forces this process's vector width, if it is forced. */
  public static List<String> sameWidth() {
    String bits = System.getProperty(VectorModule.WIDTH_PROPERTY, "");
    return bits.isEmpty() ? List.of() : List.of("-D" + VectorModule.WIDTH_PROPERTY + "=" + bits);
  }
}
