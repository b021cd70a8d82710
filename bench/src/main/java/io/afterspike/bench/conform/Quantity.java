package io.afterspike.bench.conform;

/**
 * What a row of the report is about.
 *
 * @param family the table it stands in
 * @param name its name there
 * @param exact whether results must be equal, so that an error is a number of differences
 */
record Quantity(Family family, String name, boolean exact) {
  /** The tables of the report. */
  enum Family {
    FORWARD("Forward, weights fixed"),
    GRADIENT("Gradients, weights fixed"),
    END("State after the last step, weights fixed"),
    ONLINE("Online runs, an update at every step"),
    OFFLINE("Offline, one update"),
    PARTS("Parts"),
    TRAJECTORY("Training trajectory"),
    OTHER("Not usable");

    private final String title;

    Family(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static Quantity of(Family family, String name) {
    return new Quantity(family, name, false);
  }

  static Quantity exact(Family family, String name) {
    return new Quantity(family, name, true);
  }
}
