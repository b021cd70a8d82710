package io.afterspike.bench.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the NVIDIA driver, which tells itself only which CUDA it serves. */
final class DriverVersion {
  private static final Path FILE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("\\s([0-9]{3,4}(?:\\.[0-9]+){1,2})\\s");

  private DriverVersion() {}

  /** Such as {@code 580.65.06}; empty where the system does not say. */
  static String installed() {
    try {
      return of(Files.readString(FILE));
    } catch (IOException e) {
      return "";
    }
  }

  static String of(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
