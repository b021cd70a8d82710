package io.afterspike.kernels.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;

/**
 * Loads JCuda's native half once.
 *
 * <p>JCuda unpacks it into the folder for temporary files under a fixed name, and takes a file that
 * is there unchecked: one left half-written by a killed process ends Java. So it is unpacked into a
 * folder of our own, which is removed again.
 */
final class JCudaLibrary {
  private static final System.Logger LOG = System.getLogger(JCudaLibrary.class.getName());
  private static final String TEMPORARY = "java.io.tmpdir";

  /** Why it cannot be loaded; empty if it is. */
  private static final String REASON = load();

  private JCudaLibrary() {}

  /** Why JCuda cannot be used here and what to do; empty if it can. */
  static String reason() {
    return REASON;
  }

  private static String load() {
    String file;
    try {
      file = libraryFile();
    } catch (RuntimeException | LinkageError e) {
      return "JCuda does not know this platform; use --engine simd";
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("afterspike-jcuda");
      // Java remembers the folder at the first temporary file of either kind: let that be now.
      Files.delete(File.createTempFile("afterspike", null).toPath());
      initialize(folder);
      return "";
    } catch (IOException e) {
      return "JCuda could not be unpacked: " + e + "; make room for temporary files";
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      LOG.log(System.Logger.Level.DEBUG, "JCuda", e);
      return JCudaLibrary.class.getResource("/lib/" + file) == null
          ? "JCuda has no native library for this platform ("
              + file
              + "); CUDA works on Linux and Windows on x86-64"
          : "JCuda's native library does not load ("
              + firstLine(e)
              + "); start Java with --enable-native-access=ALL-UNNAMED and check the NVIDIA driver";
    } finally {
      remove(folder);
    }
  }

  /** The name of JCuda's file for this platform, as its jar holds it and it is unpacked. */
  static String libraryFile() {
    return LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName("JCudaDriver-12.6.0"));
  }

  private static void initialize(Path folder) {
    String before = System.setProperty(TEMPORARY, folder.toString());
    try {
      JCudaDriver.setExceptionsEnabled(false); // the first touch of the class
    } finally {
      System.setProperty(TEMPORARY, before);
    }
  }

  /** The line that says why, of the page that JCuda prints. */
  private static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    for (String line : message.split("\\R")) {
      if (line.contains("UnsatisfiedLinkError") && line.contains(": ")) {
        return line.substring(line.lastIndexOf(": ") + 2).strip();
      }
    }
    return message.lines().findFirst().orElse("no reason given");
  }

  /** A loaded library's file may go on Linux; on Windows it goes when Java ends. */
  private static void remove(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.toFile().delete()) {
          folder.toFile().deleteOnExit();
          file.toFile().deleteOnExit();
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "temporary folder", e);
    }
    if (!folder.toFile().delete()) {
      folder.toFile().deleteOnExit();
    }
  }
}
