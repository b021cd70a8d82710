package io.afterspike.bench.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Runs sequences when another program asks for them, so that it can let several programs run in
 * turn. It says {@code ready} once warm; each line {@code run} is answered by {@code ms 123.4}. The
 * end of the input ends it.
 */
public final class StepServer {
  private StepServer() {}

  /**
   * Serves until the input ends.
   *
   * @throws IllegalArgumentException if a line is anything but {@code run}
   * @throws IOException if the input cannot be read
   */
  public static void serve(
      StepRunner runner, double warmSeconds, BufferedReader in, PrintWriter out)
      throws IOException {
    runner.warm(warmSeconds);
    out.println("ready");
    out.flush();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.equals("run")) {
        throw new IllegalArgumentException("standard input: expected 'run', found '" + line + "'");
      }
      out.println("ms " + runner.sequence() * 1e-6);
      out.flush();
    }
  }
}
