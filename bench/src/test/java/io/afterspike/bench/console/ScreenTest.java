package io.afterspike.bench.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTest {
  @Test
  void onlyATerminalThatIsNotDumbIsLive() {
    assertEquals(Screen.Kind.LIVE, Screen.kind(true, "xterm-256color", false));
    assertEquals(Screen.Kind.PLAIN, Screen.kind(true, "dumb", false));
    assertEquals(Screen.Kind.PLAIN, Screen.kind(true, "", false));
    assertEquals(Screen.Kind.PLAIN, Screen.kind(true, null, false));
    assertEquals(Screen.Kind.PLAIN, Screen.kind(false, "xterm", false));
    assertEquals(Screen.Kind.SILENT, Screen.kind(true, "xterm", true));
    assertEquals(Screen.Kind.SILENT, Screen.kind(false, null, true));
  }

  @Test
  void columnsComeFromTheVariableOrAreEighty() {
    assertEquals(132, Screen.columns("132"));
    assertEquals(7, Screen.columns(" 7 "));
    for (String bad : new String[] {null, "", "0", "-5", "wide", "99999999999"}) {
      assertEquals(80, Screen.columns(bad), bad);
    }
  }

  @Test
  void sizesAreChecked() {
    PrintWriter out = new PrintWriter(new StringWriter());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Screen(Screen.Kind.LIVE, out, 0, System::nanoTime, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Screen(Screen.Kind.LIVE, out, 80, System::nanoTime, Double.NaN));
  }
}
