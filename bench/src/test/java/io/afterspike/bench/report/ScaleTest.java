package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Ticks are round, ascending, within the axis, and their labels say what they are. */
class ScaleTest {
  @Property(shrinking = ShrinkingMode.OFF)
  void ticksAscendWithinTheAxis(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int most) {
    Scale scale = scale(seed);
    List<Tick> ticks = scale.ticks(most);
    assertTrue(ticks.size() <= most, () -> ticks.size() + " ticks, at most " + most);
    double before = Double.NEGATIVE_INFINITY;
    for (Tick tick : ticks) {
      assertTrue(before < tick.value(), () -> "not ascending: " + ticks);
      assertTrue(scale.low() <= tick.value() && tick.value() <= scale.high(), ticks::toString);
      double position = scale.position(tick.value());
      assertTrue(position >= -1e-6 && position <= 1 + 1e-6, () -> tick + " at " + position);
      before = tick.value();
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void labelsSayTheirValues(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int most) {
    Scale scale = scale(seed);
    Set<String> labels = new HashSet<>();
    for (Tick tick : scale.ticks(most)) {
      assertEquals(tick.value(), parse(tick.label()), tick.label());
      assertTrue(labels.add(tick.label()), "twice: " + tick.label());
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void thereAreEnoughTicks(@ForAll long seed) {
    Scale scale = scale(seed);
    int ticks = scale.ticks(9).size();
    boolean fewWholeNumbers = scale.high() - scale.low() < 4;
    assertTrue(ticks >= 2 || fewWholeNumbers, () -> "only " + ticks);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void positionsAscend(@ForAll long seed) {
    Scale scale = scale(seed);
    Random random = new Random(seed + 1);
    double a = HostileTexts.number(random);
    double b = HostileTexts.number(random);
    if (scale.shows(a) && scale.shows(b) && a < b) {
      assertTrue(scale.position(a) <= scale.position(b));
    }
  }

  @Example
  void roundSteps() {
    assertEquals(List.of("0", "0.5", "1.0", "1.5", "2.0"), labels(LinearScale.over(0, 2.2), 6));
    assertEquals(List.of("−20", "0", "20"), labels(LinearScale.over(-30, 30), 4));
    assertEquals(
        List.of("0", "5000", "10,000", "15,000"), labels(LinearScale.overWhole(0, 16_000), 6));
    assertEquals(List.of("0", "1", "2", "3"), labels(LinearScale.overWhole(0, 3), 12));
    assertEquals(List.of("0", "2×10⁻⁵", "4×10⁻⁵", "6×10⁻⁵"), labels(LinearScale.over(0, 7e-5), 5));
    assertEquals(
        List.of("1.0×10⁹", "1.5×10⁹", "2.0×10⁹"), labels(LinearScale.over(0.9e9, 2.1e9), 4));
    assertEquals(List.of("1", "2", "5", "10", "20", "50"), labels(LogScale.over(1, 60, 0.01), 7));
    assertEquals(List.of("10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"), labels(LogScale.over(1e-6, 1, 0), 4));
    assertEquals(List.of("0.001", "0.1", "10"), labels(LogScale.over(0.0005, 20, 0.01), 4));
  }

  @Example
  void anAxisReachesWhatItMust() {
    Extent data = new Extent();
    data.include(20);
    data.include(90);
    Scale scale = Axis.linear("").reaching(0, 100).scale(data, 0.05);
    assertEquals(0, scale.low());
    assertEquals(100, scale.high());
    Scale free = Axis.linear("").scale(data, 0.05);
    assertEquals(16.5, free.low(), 1e-9);
    assertEquals(93.5, free.high(), 1e-9);
    data.include(0.5);
    assertEquals(0, Axis.linear("").scale(data, 0.05).low(), "room never crosses zero");
  }

  private static List<String> labels(Scale scale, int most) {
    return scale.ticks(most).stream().map(Tick::label).toList();
  }

  private static double parse(String label) {
    String plain = label.replace(",", "").replace('−', '-');
    int ten = plain.indexOf("10⁰") >= 0 && plain.equals("10⁰") ? 0 : powerStart(plain);
    if (ten < 0) {
      return Double.parseDouble(plain);
    }
    int exponent = 0;
    StringBuilder digits = new StringBuilder();
    for (char c : plain.substring(ten + 2).toCharArray()) {
      digits.append(c == '⁻' ? "-" : String.valueOf("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)));
    }
    exponent = Integer.parseInt(digits.toString());
    BigDecimal mantissa = ten == 0 ? BigDecimal.ONE : new BigDecimal(plain.substring(0, ten - 1));
    return mantissa.scaleByPowerOfTen(exponent).doubleValue();
  }

  /** Where "10" with a raised exponent begins, or -1. */
  private static int powerStart(String label) {
    for (int i = 0; i + 2 < label.length(); i++) {
      if (label.startsWith("10", i) && "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(label.charAt(i + 2)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Scale scale(long seed) {
    Random random = new Random(seed);
    Axis.Kind[] kinds = Axis.Kind.values();
    Axis axis = new Axis("", kinds[random.nextInt(kinds.length)], Double.NaN, Double.NaN);
    Extent extent = new Extent();
    for (double value : HostileTexts.numbers(random, 2)) {
      if (axis.shows(value)) {
        extent.include(value);
      }
    }
    return axis.scale(extent, random.nextBoolean() ? 0 : 0.05);
  }
}
