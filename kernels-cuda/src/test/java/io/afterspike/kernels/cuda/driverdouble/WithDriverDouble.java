package io.afterspike.kernels.cuda.driverdouble;

import java.util.Arrays;

/** Runs another program's main on the double: its class is the first argument. */
public final class WithDriverDouble {
  private WithDriverDouble() {}

  /** Installs the double, then runs. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    DriverDouble.install();
    Class.forName(arguments[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
