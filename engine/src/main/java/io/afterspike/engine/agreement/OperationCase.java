package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import io.afterspike.engine.LayerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * One call of one operation on numbers that are a function of the seed: zeros of both signs, values
 * on their threshold and next to it, around the flush limit, subnormal, large, not a number.
 *
 * @param operation which operation
 * @param shape the layer it works on; operations without a layer take {@code shape.outputs()}
 *     elements
 * @param style what kind of numbers
 * @param seed which numbers
 */
public record OperationCase(Operation operation, LayerShape shape, Style style, long seed)
    implements AgreementCase {

  /**
   * Sizes by the path they take: below, on and above whole vectors and groups of four vectors of 4,
   * 8 and 16 lanes; from the seventh on sometimes enough for threads to divide, with fewer units
   * than threads and with ranges that do not divide evenly.
   */
  private static final int[][] SHAPES = {
    // batch, pre, post
    {1, 1, 1},
    {3, 5, 67},
    {2, 7, 16},
    {5, 3, 15},
    {4, 17, 33},
    {131, 2, 67},
    {1, 1, 8209},
    {3, 53, 67},
    {7, 1201, 1},
    {1, 4, 4},
    {2, 3, 7},
    {9, 2, 8},
    {1, 13, 31},
    {6, 64, 64},
    {2, 129, 65},
    {17, 1, 9},
    {8209, 1, 1},
    {1, 97, 113},
    {33, 67, 5},
    {2, 2, 3},
    {3, 1, 2741},
    {16, 16, 17},
    {5, 257, 12},
    {1, 8, 128},
  };

  /** Checks that nothing is missing. */
  public OperationCase {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(style, "style");
  }

  /**
   * Cases of every operation.
   *
   * @param seed changes the numbers, not the sizes
   * @param each how many of each operation: the first 24 visit all sizes, the first 96 all pairs of
   *     a size and a style
   */
  public static List<OperationCase> cases(long seed, int each) {
    List<OperationCase> cases = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (int k = 0; k < each; k++) {
        int[] size = SHAPES[k % SHAPES.length];
        // Shifted by one a round, so that sizes meet all styles.
        Style style = Style.values()[(k + k / SHAPES.length) % Style.values().length];
        cases.add(
            new OperationCase(
                operation,
                new LayerShape(size[0], size[1], size[2]),
                style,
                seed * 1_000_003 + 1_009L * operation.ordinal() + k));
      }
    }
    return cases;
  }

  /**
   * A case for {@link #repeat}: so small that one thread runs it, with whole groups of vectors,
   * single vectors and a tail at every width.
   */
  public static OperationCase warming(Operation operation, long seed) {
    // The projection's vectors run over the inputs, the others' over the neurons.
    int pre = operation == Operation.PROJECT ? 87 : 2;
    int post = operation == Operation.PROJECT ? 5 : 87;
    return new OperationCase(operation, new LayerShape(5, pre, post), Style.ORDINARY, seed);
  }

  @Override
  public String group() {
    return operation.label();
  }

  @Override
  public String name() {
    return operation.label()
        + " "
        + shape.batch()
        + "x"
        + shape.pre()
        + "x"
        + shape.post()
        + " "
        + style.name().toLowerCase(Locale.ROOT)
        + " seed "
        + seed;
  }

  @Override
  public <B> Results run(Engine<B> engine) {
    try (Operands<B> operands = operands(engine, "", 0)) {
      operation.bind(operands, shape).run();
      return operands.results();
    }
  }

  /**
   * Calls the operation many times on the same operands, as often as a compiler needs to see it.
   *
   * @param times how many times
   */
  public <B> void repeat(Engine<B> engine, int times) {
    try (Operands<B> operands = operands(engine, "", 0)) {
      Runnable call = operation.bind(operands, shape);
      for (int k = 0; k < times; k++) {
        call.run();
        if (k % 16 == 15) {
          operands.restore(); // before states decay or overflow
        }
      }
    }
  }

  /** What the buffers hold before the call. */
  public <B> Results start(Engine<B> engine) {
    try (Operands<B> operands = operands(engine, "", 0)) {
      operation.bind(operands, shape);
      return operands.results();
    }
  }

  /**
   * What an engine did with arguments that do not fit.
   *
   * @param thrown what it threw, or {@code null}
   * @param written how the buffers differ from before
   */
  public record Refusal(RuntimeException thrown, Difference written) {}

  /**
   * Calls the operation with one buffer of a wrong length; an engine must refuse it and write
   * nothing.
   *
   * @param resized the buffer's name
   * @param by how many elements it gets more, or less if negative
   */
  public <B> Refusal runResized(Engine<B> engine, String resized, int by) {
    try (Operands<B> operands = operands(engine, resized, by)) {
      Runnable call = operation.bind(operands, shape);
      Results before = operands.results();
      RuntimeException thrown = null;
      try {
        call.run();
      } catch (RuntimeException e) {
        thrown = e;
      }
      return new Refusal(thrown, Difference.between(before, operands.results()));
    }
  }

  /** Calls the operation right after the engine is closed; an engine must refuse it. */
  public <B> void runClosed(Engine<B> engine) {
    Runnable call = operation.bind(operands(engine, "", 0), shape);
    engine.close();
    call.run();
  }

  private <B> Operands<B> operands(Engine<B> engine, String resized, int by) {
    return new Operands<>(engine, new SplittableRandom(seed), style, resized, by);
  }
}
