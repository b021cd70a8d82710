package io.afterspike.bench.report;

import java.util.List;

/** Where on an axis a value lies, and where its ticks are. */
interface Scale {
  /** The value at the start of the axis. */
  double low();

  /** The value at the end of the axis, greater than {@link #low()}. */
  double high();

  /** Whether the axis has a place for {@code value}: NaN, for one, has none. */
  boolean shows(double value);

  /** The place of a shown value: 0 at the start of the axis, 1 at its end. */
  double position(double value);

  /** At most {@code most} (at least 2) round values, ascending, from low to high. */
  List<Tick> ticks(int most);

  /** Values for small marks without labels between the ticks, ascending; may be none. */
  List<Double> minorTicks();
}
