package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Named places at equal distances; place i reaches from i to i + 1. */
final class CategoryScale implements Scale {
  private final List<String> names;
  private final boolean downwards;
  private final boolean all;

  /**
   * A scale of these names.
   *
   * @param downwards whether the first name is at the end of the axis: at the top of a vertical one
   * @param all whether every name is written, however many they are
   */
  CategoryScale(List<String> names, boolean downwards, boolean all) {
    this.names = List.copyOf(names);
    this.downwards = downwards;
    this.all = all;
  }

  @Override
  public double low() {
    return 0;
  }

  @Override
  public double high() {
    return Math.max(1, names.size());
  }

  @Override
  public boolean shows(double value) {
    return value >= 0 && value <= high();
  }

  @Override
  public double position(double value) {
    double share = value / high();
    return downwards ? 1 - share : share;
  }

  @Override
  public List<Tick> ticks(int most) {
    List<Tick> ticks = new ArrayList<>();
    int stride = all ? 1 : Math.max(1, Math.ceilDiv(names.size(), most));
    for (int i = 0; i < names.size(); i += stride) {
      ticks.add(new Tick(i + 0.5, names.get(i)));
    }
    return ticks;
  }

  @Override
  public List<Double> minorTicks() {
    return List.of();
  }
}
