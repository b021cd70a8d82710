package io.afterspike.bench.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive as the system's tar reads it, and what the format cannot hold. */
class TarWriterTest {
  private static final String LONG = "folder/".repeat(15) + "file";

  @TempDir Path folder;

  private static void add(TarWriter tar, String name, boolean executable, int size)
      throws IOException {
    tar.add(name, executable, size, new ByteArrayInputStream(content(size)));
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    for (int k = 0; k < size; k++) {
      content[k] = (byte) (31 * k + 7);
    }
    return content;
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter tar = new TarWriter(out);
    add(tar, "empty", false, 0);
    add(tar, "run", true, 511);
    add(tar, "below/block", false, 512);
    add(tar, LONG, false, 513);
    tar.finish();
    return out.toByteArray();
  }

  @Test
  void theSystemsTarUnpacksIt() throws Exception {
    Path file = folder.resolve("a.tar");
    Files.write(file, archive());
    Process tar =
        new ProcessBuilder("tar", "xf", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(tar.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, tar.waitFor(), said);
    assertEquals("", said);
    assertEquals(0, Files.size(folder.resolve("empty")));
    assertArrayEquals(content(511), Files.readAllBytes(folder.resolve("run")));
    assertArrayEquals(content(512), Files.readAllBytes(folder.resolve("below/block")));
    assertArrayEquals(content(513), Files.readAllBytes(folder.resolve(LONG)));
    assertTrue(Files.isExecutable(folder.resolve("run")));
    assertEquals(
        "rw-r--r--",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("below/block"))));
    assertEquals(
        "2020-01-01T00:00:00Z", Files.getLastModifiedTime(folder.resolve("run")).toString());
  }

  @Test
  void theSameFilesGiveTheSameBytes() throws IOException {
    assertArrayEquals(archive(), archive());
    assertEquals(0, archive().length % 512);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a\n"})
  void namesAreAscii(String name) {
    TarWriter tar = new TarWriter(new ByteArrayOutputStream());
    assertThrows(IllegalArgumentException.class, () -> add(tar, name, false, 1));
  }

  @Test
  void longNamesAreRefused() {
    TarWriter tar = new TarWriter(new ByteArrayOutputStream());
    for (String name : new String[] {"n".repeat(101), "f/".repeat(130), LONG.repeat(3)}) {
      assertThrows(IllegalArgumentException.class, () -> add(tar, name, false, 1), name);
    }
  }

  @Test
  void aFileOfAnotherSizeIsNoticed() {
    TarWriter tar = new TarWriter(new ByteArrayOutputStream());
    IOException failure =
        assertThrows(
            IOException.class,
            () -> tar.add("grown", false, 3, new ByteArrayInputStream(new byte[4])));
    assertEquals("grown: expected 3 bytes, found 4", failure.getMessage());
  }
}
