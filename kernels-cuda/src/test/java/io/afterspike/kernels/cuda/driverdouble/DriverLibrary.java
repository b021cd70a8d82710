package io.afterspike.kernels.cuda.driverdouble;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A shared library that calls itself {@code libcuda.so.1}: every symbol that JCuda imports is a
 * jump through a table, which Java fills. A symbol that is not filled answers "not supported".
 *
 * <p>Once it is loaded, the system's loader takes it for the driver, whoever asks.
 */
final class DriverLibrary {
  private static final String TABLE = "driver_double_table";
  private static final String UNFILLED = "driver_double_unfilled";
  private static final int NOT_SUPPORTED = 801;

  private final List<String> symbols;
  private final MemorySegment table;
  private final MemorySegment unfilled;

  /** Makes and loads the library. */
  @SuppressWarnings("restricted") // a native library is the purpose
  DriverLibrary() {
    symbols = readSymbols();
    try {
      Path folder = Files.createDirectories(Path.of("target", "driver-double"));
      // A name of its own for each process: several may run at once.
      Path work = Files.createTempDirectory(folder.toAbsolutePath(), "made");
      Path library = make(work);
      System.load(library.toString());
      SymbolLookup found = SymbolLookup.libraryLookup(library, Arena.global());
      table = found.findOrThrow(TABLE).reinterpret(8L * symbols.size());
      unfilled = found.findOrThrow(UNFILLED).reinterpret(4);
      Files.delete(library); // it stays loaded
      Files.delete(work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why there can be no double here; empty if there can. */
  static String reason() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return "the double of the CUDA driver needs Linux on x86-64";
    }
    try {
      Process gcc = new ProcessBuilder("gcc", "--version").redirectErrorStream(true).start();
      gcc.getInputStream().readAllBytes();
      return gcc.waitFor() == 0 ? "" : "the double of the CUDA driver needs gcc, which fails";
    } catch (IOException e) {
      return "the double of the CUDA driver needs gcc, which is not here";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  List<String> symbols() {
    return symbols;
  }

  /** Lets a symbol jump to {@code target}. */
  void fill(String symbol, MemorySegment target) {
    int index = symbols.indexOf(symbol);
    if (index < 0) {
      throw new IllegalArgumentException(
          "symbol: expected one that JCuda imports, found " + symbol);
    }
    AddressLayout pointer = ValueLayout.ADDRESS;
    table.setAtIndex(pointer, index, target);
  }

  /** The last symbol that was called without being filled; empty if none was. */
  String lastUnfilled() {
    int index = unfilled.get(ValueLayout.JAVA_INT, 0);
    return index < 0 ? "" : symbols.get(index);
  }

  private static List<String> readSymbols() {
    try (InputStream in = DriverLibrary.class.getResourceAsStream("symbols.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path make(Path work) throws IOException {
    Path source = work.resolve("driver.s");
    Path library = work.resolve("libcuda.so.1");
    Files.writeString(source, assembly());
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-nostdlib",
                "-Wl,-soname,libcuda.so.1",
                "-o",
                library.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (gcc.waitFor() != 0) {
        throw new IOException("gcc: " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    Files.delete(source);
    return library;
  }

  private String assembly() {
    StringBuilder text = new StringBuilder("\t.text\n");
    for (int k = 0; k < symbols.size(); k++) {
      String name = symbols.get(k);
      text.append("\t.globl ")
          .append(name)
          .append("\n\t.type ")
          .append(name)
          .append(",@function\n");
      text.append(name).append(":\n\tmovq default_table+").append(8 * k).append("(%rip), %rax\n");
      text.append("\tjmp *%rax\n");
      text.append("none").append(k).append(":\n\tmovl $").append(k).append(", default_unfilled");
      text.append("(%rip)\n\tmovl $").append(NOT_SUPPORTED).append(", %eax\n\tret\n");
    }
    text.append("\t.data\n\t.globl ").append(TABLE).append("\n\t.type ").append(TABLE);
    text.append(",@object\n\t.align 8\n").append(TABLE).append(":\ndefault_table:\n");
    for (int k = 0; k < symbols.size(); k++) {
      text.append("\t.quad none").append(k).append('\n');
    }
    text.append("\t.globl ").append(UNFILLED).append("\n\t.type ").append(UNFILLED);
    text.append(",@object\n").append(UNFILLED).append(":\ndefault_unfilled:\n\t.long -1\n");
    text.append("\t.section .note.GNU-stack,\"\",@progbits\n");
    return text.toString();
  }
}
