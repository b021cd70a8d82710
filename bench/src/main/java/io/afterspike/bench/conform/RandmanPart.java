package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.bench.data.RandmanCoding;
import io.afterspike.bench.data.RandmanOptions;
import io.afterspike.bench.data.RandmanStages;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Every stage of Randman. Sizes follow from the arrays' shapes; the index names in words the seeds,
 * {@code rng=SplitMix64(SEED)} and {@code R uses SplitMix64(SEED)}, the smoothness, {@code alpha
 * NUMBER}, and, where it lists no spikes, the number of steps, {@code floor(STEPS*std)}.
 *
 * <p>Everything but the coordinates must be equal: what is drawn, since the same random numbers
 * give it, and time steps and spikes, since vectors keep their distance from where steps change.
 */
final class RandmanPart implements PartCheck {
  private static final String FIELD = "randman";
  private static final String SERIES = "randman_theta_head";
  private static final String POINTS = "randman_x";
  private static final String COORDINATES = "randman_y";
  private static final String STANDARDISED = "randman_std";
  private static final String STEPS = "randman_k";
  private static final String TEMPORAL = "randman_tspikes";
  private static final String RATE = "randman_rspikes";
  private static final List<String> ARRAYS =
      List.of(SERIES, POINTS, COORDINATES, STANDARDISED, STEPS, TEMPORAL, RATE);

  private static final Pattern SEED = Pattern.compile("rng=SplitMix64\\((-?[0-9]{1,18})\\)");
  private static final Pattern RATE_SEED =
      Pattern.compile("R uses SplitMix64\\((-?[0-9]{1,18})\\)");
  private static final Pattern SMOOTHNESS =
      Pattern.compile("alpha ([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\b");
  private static final Pattern STEP_COUNT = Pattern.compile("floor\\(([0-9]{1,6}) ?\\* ?std\\)");

  /**
   * How far coordinates may be off. An angle has up to 1000 turns, so in double precision its
   * fraction of a turn is known to some 1e-13: a plain implementation is off by 4e-14 with
   * smoothness 1, by 4e-13 with 0.1.
   */
  private static final double LIMIT = 1e-12;

  @Override
  public void run(PartContext context) {
    if (ARRAYS.stream().anyMatch(context.arrays()::lists)) {
      context.guarded("Randman", POINTS, () -> check(context));
    }
  }

  private static void check(PartContext context) throws IOException {
    List<Integer> series = context.shape(SERIES, 5); // class, unit, dimension, 3, frequency
    List<Integer> points = context.shape(POINTS, 2); // point, dimension
    int steps = steps(context);
    double smoothness =
        Double.parseDouble(context.stated(FIELD, SMOOTHNESS, "the smoothness, alpha NUMBER"));
    // Reading first makes sure that files of these sizes are there before anything is computed.
    int dimensions = points.get(1);
    int frequencies = series.get(4);
    double[] theta =
        context
            .arrays()
            .read(SERIES, List.of(series.get(0), series.get(1), dimensions, 3, frequencies))
            .toDoubles();
    double[] positions = context.arrays().read(POINTS, points).toDoubles();
    RandmanOptions options =
        new RandmanOptions(
            RandmanCoding.TEMPORAL,
            series.get(0),
            series.get(1),
            steps,
            dimensions,
            smoothness,
            points.get(0),
            1,
            seed(context, SEED, "rng=SplitMix64(SEED)"),
            1,
            1);
    RandmanStages stages = new RandmanStages(options, new SplittableRandom(options.seed()));

    double[] expected = series(theta, frequencies, smoothness);
    context.guarded(
        "Randman, manifolds",
        SERIES,
        () -> equal(context, "Randman, manifolds", SERIES, expected, stages.series(frequencies)));
    equal(context, "Randman, points", POINTS, positions, stages.points());
    checkCoordinates(context, options, stages);
    checkSteps(context, options, stages);
    checkSpikes(context, options, stages, RandmanCoding.TEMPORAL, TEMPORAL);
    checkSpikes(context, options, stages, RandmanCoding.RATE, RATE);
  }

  private static int steps(PartContext context) throws IOException {
    for (String array : List.of(TEMPORAL, RATE)) {
      if (context.arrays().lists(array)) {
        return spikeShape(context, array).get(0);
      }
    }
    String steps = context.stated(FIELD, STEP_COUNT, "the number of steps, floor(STEPS*std)");
    return Integer.parseInt(steps);
  }

  /** Step, row, unit; units eight to a byte where bits are packed. */
  private static List<Integer> spikeShape(PartContext context, String array) throws IOException {
    boolean packed = context.arrays().lists(array) && context.arrays().shape(array).isEmpty();
    return context.shape(packed ? array + ArrayFolder.BITS : array, 3);
  }

  private static long seed(PartContext context, Pattern pattern, String form) throws IOException {
    return Long.parseLong(context.stated(FIELD, pattern, "a seed, " + form));
  }

  /**
   * θ as the series use it: amplitudes θ0[i] / ((i + 1)^α + 1), turns i θ1[i], phases θ2[i]. Of θ1
   * nothing is left at frequency 0, where it has no effect.
   */
  private static double[] series(double[] theta, int frequencies, double smoothness) {
    double[] series = theta.clone();
    for (int k = 0; k < series.length; k++) {
      int i = k % frequencies;
      switch (k / frequencies % 3) {
        case 0 -> series[k] /= StrictMath.pow(i + 1, smoothness) + 1;
        case 1 -> series[k] *= i;
        default -> {}
      }
    }
    return series;
  }

  private static void checkCoordinates(
      PartContext context, RandmanOptions options, RandmanStages stages) {
    List<Integer> shape = List.of(options.classes(), options.pointsPerClass(), options.units());
    if (context.arrays().lists(COORDINATES)) {
      context.compare("Randman, coordinates", COORDINATES, shape, stages.coordinates(), LIMIT);
    }
    if (context.arrays().lists(STANDARDISED)) {
      context.compare(
          "Randman, standardised coordinates", STANDARDISED, shape, stages.standardised(), LIMIT);
    }
  }

  private static void checkSteps(
      PartContext context, RandmanOptions options, RandmanStages stages) {
    if (context.arrays().lists(STEPS)) {
      String name = "Randman, time steps";
      List<Integer> shape = List.of(options.rowsPerDraw(), options.units());
      context.guarded(
          name,
          STEPS,
          () -> {
            double[] expected = context.arrays().read(STEPS, shape).toDoubles();
            equal(
                context,
                name,
                STEPS,
                expected,
                Arrays.stream(stages.steps()).asDoubleStream().toArray());
          });
    }
  }

  private static void checkSpikes(
      PartContext context,
      RandmanOptions options,
      RandmanStages stages,
      RandmanCoding coding,
      String array) {
    if (context.arrays().lists(array)) {
      String name = "Randman, spikes of " + coding.dataset();
      context.guarded(
          name,
          array,
          () -> {
            int rows = spikeShape(context, array).get(1);
            byte[] bits =
                context.arrays().bits(array, List.of(options.steps(), rows, options.units()));
            double[] expected = new double[bits.length];
            Arrays.setAll(expected, k -> bits[k]);
            SplittableRandom random =
                new SplittableRandom(
                    coding == RandmanCoding.RATE
                        ? seed(context, RATE_SEED, "R uses SplitMix64(SEED)")
                        : 0);
            float[] spikes = stages.spikes(coding, rows, random);
            equal(context, name, array, expected, CaseContext.toDoubles(spikes));
          });
    }
  }

  private static void equal(
      PartContext context, String name, String array, double[] expected, double[] found) {
    long differences = 0;
    String first = "";
    for (int k = 0; k < expected.length; k++) {
      // Written so that NaN differs.
      if (!(expected[k] == found[k])) {
        first =
            differences == 0
                ? ", first element " + k + ": expected " + expected[k] + ", found " + found[k]
                : first;
        differences++;
      }
    }
    context
        .checks()
        .exact(
            context.arrays().source(),
            array,
            Quantity.exact(Family.PARTS, name),
            Way.ONLY,
            differences,
            differences + " of " + expected.length + " differ" + first);
  }
}
