package io.afterspike.bench.sweep;

import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of cells in the plan's order, all different.
 *
 * @param name a short name, fit for a folder
 * @param title what it is, in a line
 * @param scale the scale it was read at; empty for none
 * @param cells in their order; {@code cells.get(i).index()} is i
 */
public record SweepPlan(String name, String title, String scale, List<Cell> cells) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if two cells are the same
   */
  public SweepPlan {
    cells = List.copyOf(cells);
    Map<String, Cell> seen = new HashMap<>();
    for (Cell cell : cells) {
      Cell other = seen.putIfAbsent(cell.id(), cell);
      if (other != null) {
        throw new IllegalArgumentException(
            name
                + ": expected different cells, found the same settings in cells "
                + other.index()
                + " and "
                + cell.index());
      }
    }
  }

  /** The settings that are not the same in all cells; the seed always. */
  public List<Setting> varied() {
    List<Setting> varied = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting == Setting.SEED
          || cells.stream().map(cell -> cell.text(setting)).distinct().count() > 1) {
        varied.add(setting);
      }
    }
    return varied;
  }

  /** What tells a cell from the others, such as {@code rule otpe, lr 0.001, seed 1}. */
  public String describe(Cell cell) {
    List<String> parts = new ArrayList<>();
    for (Setting setting : varied()) {
      parts.add(setting.key() + " " + cell.text(setting));
    }
    return String.join(", ", parts);
  }
}
