package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigFileTest {
  /** Any text that can be encoded at all, control characters, quotes and all planes included. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .list()
            .ofMaxSize(20)
            .map(l -> l.stream().map(Character::toString).collect(Collectors.joining()));
    Arbitrary<String> hostile =
        Arbitraries.of(
                "\"",
                "\\",
                "'",
                "\n",
                "\r",
                "\t",
                "\u0000",
                "\u007f",
                "#",
                "=",
                "[",
                "]",
                "\"\"\"",
                "'''",
                "\\u0041",
                "\\n",
                " ",
                "\u0085",
                "\u2028",
                "\ufeff",
                "\ud83d\ude00",
                "true")
            .list()
            .ofMaxSize(12)
            .map(l -> String.join("", l));
    Arbitrary<String> values =
        Arbitraries.of(
            "",
            "true",
            "false",
            "0",
            "-0",
            "00",
            "1.50",
            "1.0",
            "1e3",
            "+1",
            ".5",
            "5.",
            "0x10",
            "1_000",
            "nan",
            "inf",
            "9223372036854775807",
            "9223372036854775808",
            "0.1000000000000000055",
            "-0.0",
            "1979-05-27",
            "123456789.0",
            "99999999.5");
    return Arbitraries.oneOf(any, hostile, values);
  }

  @Property(tries = 1000)
  void aTextReadsBackLetterByLetter(@ForAll("texts") String text) {
    TrainingConfig config = TrainingConfig.of(Map.of(Setting.DATA, text));
    TrainingConfig read = reread(config);
    assertEquals(text, read.get(Setting.DATA));
    assertEquals(config, read);
  }

  @Property(tries = 300)
  void everySettingReadsBack(
      @ForAll("changes") Map<Setting, String> changes, @ForAll boolean leakRatherThanTau) {
    changes.remove(leakRatherThanTau ? Setting.TAU : Setting.LEAK);
    TrainingConfig config = TrainingConfig.of(changes);
    TrainingConfig read = reread(config);
    for (Setting setting : Setting.values()) {
      // Where leak is given, tau has no meaning and is not written.
      if (setting != Setting.TAU || config.get(Setting.LEAK).isEmpty()) {
        assertEquals(config.get(setting), read.get(setting), setting.key());
      }
    }
    assertEquals(config.spec(3, 2, 5), read.spec(3, 2, 5));
    assertEquals(ConfigFile.write(config), ConfigFile.write(read));
  }

  @Provide
  Arbitrary<Map<Setting, String>> changes() {
    Map<Setting, Arbitrary<String>> values = new EnumMap<>(Setting.class);
    Arbitrary<String> decimals =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(1e-9, 1).ofScale(12).map(Object::toString),
            Arbitraries.of("1e-3", "0.10", "1", "0.001", "1.0", "1E-7", "0.5f", "00.5"));
    Arbitrary<String> counts =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 1000).map(Object::toString),
            Arbitraries.of("007", "+5", "1000000"));
    values.put(Setting.RULE, Arbitraries.of("otpe", "OSTL", "f-approx-otpe", "rtrl"));
    values.put(Setting.MODE, Arbitraries.of("online", "offline", "every:17", "Online"));
    values.put(Setting.DATA, texts());
    values.put(Setting.LAYERS, Arbitraries.of("none", "", "8", "128-64", "3x4,5", "0012", " 7 "));
    for (Setting setting :
        new Setting[] {Setting.BATCH, Setting.STEPS, Setting.MINIBATCHES, Setting.VALIDATE_EVERY}) {
      values.put(setting, counts);
    }
    values.put(Setting.SEED, Arbitraries.longs().map(Object::toString));
    for (Setting setting :
        new Setting[] {
          Setting.LEARNING_RATE,
          Setting.LEAK,
          Setting.TAU,
          Setting.THRESHOLD,
          Setting.SLOPE,
          Setting.BIN_WIDTH
        }) {
      values.put(setting, decimals);
    }
    values.put(Setting.OPTIMIZER, Arbitraries.of("sgd", "Adamax"));
    values.put(Setting.BIAS, Arbitraries.of("true", "false"));
    values.put(Setting.TRACED_BIAS, Arbitraries.of("true", "false"));
    values.put(Setting.ENGINE, texts());
    values.put(Setting.FORM, Arbitraries.of("auto", "matrix", "history", "published"));
    values.put(Setting.BINS, Arbitraries.of("counts", "binary"));
    return net.jqwik.api.Combinators.combine(
            values.entrySet().stream()
                .map(e -> e.getValue().map(v -> Map.entry(e.getKey(), v)))
                .toList())
        .as(
            entries -> {
              Map<Setting, String> changes = new EnumMap<>(Setting.class);
              entries.forEach(e -> changes.put(e.getKey(), e.getValue()));
              return changes;
            });
  }

  private static TrainingConfig reread(TrainingConfig config) {
    return TrainingConfig.of(ConfigFile.parse("test", ConfigFile.write(config)));
  }

  @Example
  void theFileExplainsItself() {
    String text = ConfigFile.write(TrainingConfig.of(Map.of()));
    for (Setting setting : Setting.values()) {
      if (setting != Setting.LEAK) {
        assertTrue(text.contains("# " + setting.meaning() + "\n" + setting.key() + " = "), text);
      }
    }
    assertEquals(TrainingConfig.of(Map.of()), reread(TrainingConfig.of(Map.of())));
  }

  @Example
  void aConfigurationWithLeakKeepsNoTau() {
    String text = ConfigFile.write(TrainingConfig.of(Map.of(Setting.LEAK, "0.5")));
    assertTrue(text.contains("\nleak = 0.5\n"), text);
    assertTrue(!text.contains("\ntau ="), text);
  }

  @Property(tries = 1000)
  void whateverTheTextNothingElseEscapes(
      @ForAll("texts") String text, @ForAll("texts") String more) {
    try {
      ConfigFile.parse("test", "seed = 1\n" + text + " = " + more);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("test:"), e.getMessage());
    }
  }

  @Example
  void anUnknownKeyIsFoundAtItsPlace() {
    assertEquals(
        "here:3:2: unknown key 'theshold' (did you mean 'threshold'?)",
        assertThrows(
                IllegalArgumentException.class,
                () -> ConfigFile.parse("here", "\nseed = 1\n theshold = 2\n"))
            .getMessage());
  }
}
