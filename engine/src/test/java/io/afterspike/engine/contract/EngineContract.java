package io.afterspike.engine.contract;

import static io.afterspike.engine.contract.Sameness.assertSameBits;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.agreement.Operation;
import io.afterspike.engine.agreement.OperationCase;
import io.afterspike.engine.agreement.Results;
import io.afterspike.engine.agreement.Style;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * What every engine owes the reference: the same bits of every operation, on any numbers and sizes,
 * and refusal of arguments that do not fit. A subtype only names its subject.
 *
 * @param <B> the engine's buffers
 */
public interface EngineContract<B> {
  /** How often each operation is tried with other sizes and numbers. */
  int TRIES = 40;

  /** A new engine; the contract closes it. */
  Engine<B> subject();

  /** Host to buffer. */
  @Property(tries = TRIES)
  default void writes(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.WRITE, shape, style, seed));
  }

  /** Buffer to host. */
  @Property(tries = TRIES)
  default void reads(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.READ, shape, style, seed));
  }

  /** One value everywhere. */
  @Property(tries = TRIES)
  default void fills(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.FILL, shape, style, seed));
  }

  /** Buffer to buffer. */
  @Property(tries = TRIES)
  default void copies(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.COPY, shape, style, seed));
  }

  /** The synaptic current. */
  @Property(tries = TRIES)
  default void currents(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.CURRENT, shape, style, seed));
  }

  /** Leaky sums and counts. */
  @Property(tries = TRIES)
  default void leakySums(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.LEAKY_SUM_STEP, shape, style, seed));
  }

  /** The mean surrogate. */
  @Property(tries = TRIES)
  default void meanSurrogates(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.MEAN_SURROGATE_STEP, shape, style, seed));
  }

  /** The retention. */
  @Property(tries = TRIES)
  default void retentions(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.RETENTION, shape, style, seed));
  }

  /** The published membrane trace. */
  @Property(tries = TRIES)
  default void membraneTraces(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.MEMBRANE_TRACE_STEP, shape, style, seed));
  }

  /** OSTL's matrix trace. */
  @Property(tries = TRIES)
  default void ostlTraces(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.OSTL_TRACE_STEP, shape, style, seed));
  }

  /** OTPE's matrix trace. */
  @Property(tries = TRIES)
  default void otpeTraces(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.OTPE_TRACE_STEP, shape, style, seed));
  }

  /** OSTL's factor of a past step. */
  @Property(tries = TRIES)
  default void ostlFactors(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.OSTL_FACTOR_STEP, shape, style, seed));
  }

  /** OTPE's factor of a past step. */
  @Property(tries = TRIES)
  default void otpeFactors(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.OTPE_FACTOR_STEP, shape, style, seed));
  }

  /** Products, into a third buffer and in place. */
  @Property(tries = TRIES)
  default void products(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.MULTIPLY, shape, style, seed));
  }

  /** Scaling in place. */
  @Property(tries = TRIES)
  default void scales(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.SCALE, shape, style, seed));
  }

  /** The gradient of a matrix trace. */
  @Property(tries = TRIES)
  default void matrixGradients(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.MATRIX_GRADIENT, shape, style, seed));
  }

  /** The outer product. */
  @Property(tries = TRIES)
  default void outerProducts(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.OUTER_PRODUCT, shape, style, seed));
  }

  /** The learning signal of the layer below. */
  @Property(tries = TRIES)
  default void projections(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.PROJECT, shape, style, seed));
  }

  /** The loss and its derivative. */
  @Property(tries = TRIES)
  default void crossEntropies(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.CROSS_ENTROPY, shape, style, seed));
  }

  /** The pass back in time. */
  @Property(tries = TRIES)
  default void reversePasses(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.REVERSE_PASS, shape, style, seed));
  }

  /** Real-time recurrent learning. */
  @Property(tries = TRIES)
  default void sensitivities(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.SENSITIVITY_STEP, shape, style, seed));
  }

  /** An Adamax update. */
  @Property(tries = TRIES)
  default void adamaxUpdates(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.APPLY_ADAMAX, shape, style, seed));
  }

  /** A step of gradient descent. */
  @Property(tries = TRIES)
  default void gradientDescents(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.APPLY_SGD, shape, style, seed));
  }

  /** Current and neurons in one. */
  @Property(tries = TRIES)
  default void forwards(
      @ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    agrees(new OperationCase(Operation.FORWARD, shape, style, seed));
  }

  /** Neurons that fire, that stay silent, and that are exactly on their threshold. */
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  @Property(tries = TRIES)
  default void neurons(@ForAll("shapes") LayerShape shape, @ForAll Style style, @ForAll long seed) {
    Results right = agrees(new OperationCase(Operation.LIF_STEP, shape, style, seed));

    // Only a neuron exactly on its threshold has the surrogate gradient 1, or any without slope.
    float[] surrogate = right.array("surrogate");
    boolean sloped = contains(surrogate, 1f) && !onlyHas(surrogate, 1f);
    boolean mixed = contains(right.array("spikes"), 1f) && contains(right.array("spikes"), 0f);
    cover("a neuron exactly on its threshold", sloped, 10);
    cover("neurons that fire beside silent ones", mixed, 40);
  }

  /** Traces that fade are +0 at some time: what is below 2⁻¹⁰⁰ is flushed. */
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  @Property(tries = TRIES)
  default void flushes(
      @ForAll("flushing") Operation operation,
      @ForAll("shapes") LayerShape shape,
      @ForAll long seed) {
    OperationCase each = new OperationCase(operation, shape, Style.TINY, seed);
    Results right = agrees(each);

    Results start;
    try (Engine<float[]> reference = Engines.reference()) {
      start = each.start(reference);
    }
    boolean flushed = false;
    for (String name : right.arrays().keySet()) {
      float[] before = start.array(name);
      float[] after = right.array(name);
      for (int k = 0; k < after.length; k++) {
        flushed |= before[k] != 0f && after[k] == 0f;
      }
    }
    cover("a value flushed to zero", flushed, 50);
  }

  private static void cover(String label, boolean hit, double percent) {
    Statistics.label(label)
        .collect(hit)
        .coverage(c -> c.check(true).percentage(share -> share >= percent));
  }

  private static boolean contains(float[] values, float wanted) {
    for (float value : values) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean onlyHas(float[] values, float wanted) {
    for (float value : values) {
      if (value != wanted) {
        return false;
      }
    }
    return true;
  }

  /** Compares with the reference and returns what is right. */
  private Results agrees(OperationCase each) {
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject()) {
      Results right = each.run(reference);
      assertSameBits(each.name(), right, each.run(subject));
      return right;
    }
  }

  /** Every size that the project's own list of paths names, in every style. */
  @Example
  default void allPaths() {
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject()) {
      for (OperationCase each : OperationCase.cases(7, 24)) {
        assertSameBits(each.name(), each.run(reference), each.run(subject));
      }
    }
  }

  /**
   * A buffer of a wrong length is refused with the name of an argument, the expected and the actual
   * length, and nothing is written.
   */
  @Example
  default void refusesWrongLengths() {
    LayerShape shape = new LayerShape(2, 3, 5);
    Pattern message = Pattern.compile("(\\w+): expected .*?(\\d+).*, found .*?(\\d+)");
    try (Engine<B> subject = subject()) {
      for (Operation operation : Operation.values()) {
        OperationCase each = new OperationCase(operation, shape, Style.ORDINARY, 3);
        Set<String> names = each.start(subject).arrays().keySet();
        for (String name : names) {
          for (int by : new int[] {1, -1, -4}) {
            if (fits(operation, name, by)) {
              continue;
            }
            String what = operation.label() + " with " + name + " " + by + " longer";
            OperationCase.Refusal refusal = each.runResized(subject, name, by);
            if (!(refusal.thrown() instanceof IllegalArgumentException)) {
              throw new AssertionError(
                  what + ": expected IllegalArgumentException, found " + refusal.thrown());
            }
            Matcher found = message.matcher(refusal.thrown().getMessage());
            boolean named = found.lookingAt() && names.contains(found.group(1));
            boolean exact = !takesShape(operation) || (named && found.group(1).equals(name));
            boolean numbers = named && !found.group(2).equals(found.group(3));
            if (!named || !exact || !numbers) {
              throw new AssertionError(
                  what
                      + ": expected '"
                      + name
                      + ": expected …, found …', found "
                      + refusal.thrown().getMessage());
            }
            if (!refusal.written().equalBits()) {
              throw new AssertionError(what + ": something was written, " + refusal.written());
            }
          }
        }
      }
    }
  }

  /** Whether a buffer may have that length: nothing else there to compare it with, or a part. */
  private static boolean fits(Operation operation, String name, int by) {
    return switch (operation) {
          case FILL, SCALE -> true;
          case WRITE, COPY -> by > -4; // longer than the part that is moved
          case READ -> by > -4 || name.equals("seen"); // no argument of the call itself
          case MULTIPLY -> name.equals("product"); // not used when in place
          default -> false;
        }
        || name.startsWith("guard.");
  }

  /** With a shape it is clear which buffer is wrong; without, any of those that do not fit. */
  private static boolean takesShape(Operation operation) {
    return Arrays.stream(Engine.class.getMethods())
        .filter(method -> method.getName().equals(operation.label()))
        .anyMatch(method -> List.of(method.getParameterTypes()).contains(LayerShape.class));
  }

  /** A closed engine refuses every operation, and can be closed again. */
  @Example
  default void refusesWhenClosed() {
    for (Operation operation : Operation.values()) {
      Engine<B> subject = subject();
      OperationCase each = new OperationCase(operation, new LayerShape(1, 2, 3), Style.DYADIC, 1);
      try {
        each.runClosed(subject);
      } catch (IllegalStateException e) {
        subject.close();
        continue;
      }
      throw new AssertionError(
          operation.label() + " on a closed engine: expected IllegalStateException, found nothing");
    }
    Engine<B> subject = subject();
    subject.close();
    subject.close();
    try {
      subject.allocate(1);
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("allocate on a closed engine: expected IllegalStateException");
  }

  /** New buffers hold +0 and have the length asked for, none included. */
  @Example
  default void allocatesZeros() {
    try (Engine<B> subject = subject()) {
      for (int length : new int[] {0, 1, 17, 10_000}) {
        B buffer = subject.allocate(length);
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        subject.read(buffer, values);
        for (float value : values) {
          if (Float.floatToRawIntBits(value) != 0) {
            throw new AssertionError("new buffer: expected +0, found " + value);
          }
        }
        if (subject.length(buffer) != length) {
          throw new AssertionError(
              "length: expected " + length + ", found " + subject.length(buffer));
        }
        subject.free(buffer);
      }
      try {
        subject.allocate(-1);
      } catch (IllegalArgumentException e) {
        return;
      }
      throw new AssertionError("allocate(-1): expected IllegalArgumentException");
    }
  }

  /** It says what it is. */
  @Example
  default void describesItself() {
    try (Engine<B> subject = subject()) {
      if (subject.name().isBlank() || subject.description().isBlank()) {
        throw new AssertionError("name and description: expected words, found nothing");
      }
      if (!subject.name().equals(subject.name().toLowerCase(Locale.ROOT))) {
        throw new AssertionError("name: expected lower case, found " + subject.name());
      }
    }
  }

  /** Layers of a few vectors with tails, now and then large enough for threads to divide. */
  @Provide
  default Arbitrary<LayerShape> shapes() {
    Arbitrary<Integer> batch = Arbitraries.integers().between(1, 9);
    Arbitrary<Integer> pre = Arbitraries.integers().between(1, 40);
    Arbitrary<Integer> post = Arbitraries.integers().between(1, 131);
    Arbitrary<LayerShape> small = Combinators.combine(batch, pre, post).as(LayerShape::new);
    Arbitrary<LayerShape> large =
        Arbitraries.of(
            new LayerShape(1, 1, 8209),
            new LayerShape(131, 2, 67),
            new LayerShape(7, 1201, 1),
            new LayerShape(2, 1, 4099),
            new LayerShape(4099, 2, 2),
            new LayerShape(3, 137, 61));
    return Arbitraries.frequencyOf(Tuple.of(9, small), Tuple.of(1, large)).withoutEdgeCases();
  }

  /** The operations that flush. */
  @Provide
  default Arbitrary<Operation> flushing() {
    return Arbitraries.of(
        Operation.LIF_STEP,
        Operation.LEAKY_SUM_STEP,
        Operation.MEMBRANE_TRACE_STEP,
        Operation.OSTL_TRACE_STEP,
        Operation.OTPE_TRACE_STEP,
        Operation.OSTL_FACTOR_STEP,
        Operation.OTPE_FACTOR_STEP,
        Operation.REVERSE_PASS,
        Operation.SENSITIVITY_STEP,
        Operation.APPLY_ADAMAX);
  }
}
