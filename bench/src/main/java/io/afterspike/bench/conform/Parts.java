package io.afterspike.bench.conform;

import java.util.List;

/** Everything that is checked alone, without a network. */
final class Parts {
  /** A new part is one more entry here. */
  private static final List<PartCheck> ALL =
      List.of(
          new OptimizerPart(),
          new SplittableRandomPart(),
          new LecunPart(),
          new RandmanPart(),
          new AccuracyPart());

  private Parts() {}

  static void run(PartContext context) {
    ALL.forEach(part -> part.run(context));
    context.arrays().reportUnused();
  }
}
