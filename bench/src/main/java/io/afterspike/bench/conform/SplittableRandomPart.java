package io.afterspike.bench.conform;

import io.afterspike.bench.npy.NpyArray;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/** The random numbers that everything is made from: bit for bit those of the vectors. */
final class SplittableRandomPart implements PartCheck {
  @Override
  public void run(PartContext context) {
    check(context, "splitmix_longs", SplittableRandom::nextLong);
    check(context, "splitmix_doubles", r -> Double.doubleToLongBits(r.nextDouble()));
  }

  private static void check(
      PartContext context, String array, ToLongFunction<SplittableRandom> next) {
    if (!context.arrays().lists(array)) {
      return;
    }
    context.guarded("random numbers", array, () -> compare(context, array, next));
  }

  private static void compare(
      PartContext context, String array, ToLongFunction<SplittableRandom> next) throws IOException {
    List<Long> seeds = context.texts().object("splitmix").wholeNumbers("seeds");
    int draws = context.shape(array, 2).get(1);
    NpyArray expected = context.arrays().read(array, List.of(seeds.size(), draws));
    long differences = 0;
    for (int s = 0; s < seeds.size(); s++) {
      SplittableRandom random = new SplittableRandom(seeds.get(s));
      for (int k = 0; k < draws; k++) {
        int at = s * draws + k;
        long bits =
            expected.type().floating()
                ? Double.doubleToLongBits(expected.number(at))
                : expected.wholeNumber(at);
        if (next.applyAsLong(random) != bits) {
          differences++;
        }
      }
    }
    context
        .checks()
        .exact(
            context.arrays().source(),
            array,
            Quantity.exact(Quantity.Family.PARTS, "random numbers"),
            Way.ONLY,
            differences,
            differences + " of " + expected.size() + " differ");
  }
}
