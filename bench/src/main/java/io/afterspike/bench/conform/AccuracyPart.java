package io.afterspike.bench.conform;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.train.Accuracy;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The network's answers from spike counts, with ties and silent samples. The index names the
 * accuracy in words, {@code -> 0.4}.
 */
final class AccuracyPart implements PartCheck {
  private static final Pattern RESULT = Pattern.compile("-> *([0-9]+\\.?[0-9]*)");

  @Override
  public void run(PartContext context) {
    if (context.arrays().lists("acc_counts")) {
      context.guarded("right answers", "acc_counts", () -> check(context));
    }
  }

  private static void check(PartContext context) throws IOException {
    List<Integer> shape = context.shape("acc_counts", 2);
    int samples = shape.get(0);
    NpyArray counts = context.arrays().read("acc_counts", shape);
    NpyArray labels = context.arrays().read("acc_labels", List.of(samples));
    String share = context.stated("accuracy", RESULT, "'-> SHARE'");
    long expected = Math.round(Double.parseDouble(share) * samples);
    int found = Accuracy.correct(counts.toFloats(), labels.toInts(), shape.get(1), samples);
    context
        .checks()
        .exact(
            context.arrays().source(),
            "acc_counts",
            Quantity.exact(Quantity.Family.PARTS, "right answers"),
            Way.ONLY,
            Math.abs(found - expected),
            "expected " + expected + " of " + samples + ", found " + found);
  }
}
