package io.afterspike.bench.step;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceName;
import io.afterspike.engine.Traces;
import java.util.Set;

/** Traces of an engine's own, each call timed as a whole; what they have to do is not known. */
final class TimedTraces<B> implements Traces<B> {
  private final Traces<B> timed;
  private final String size;
  private final OperationTally tally;

  TimedTraces(Traces<B> timed, LayerShape shape, OperationTally tally) {
    this.timed = timed;
    this.size = shape.pre() + "x" + shape.post();
    this.tally = tally;
  }

  private void note(String name, long start) {
    tally.add("traces." + name, size, System.nanoTime() - start, WorkCount.NONE);
  }

  @Override
  public TraceForm form() {
    return timed.form();
  }

  @Override
  public void reset() {
    long start = System.nanoTime();
    timed.reset();
    note("reset", start);
  }

  @Override
  public void step(B input, B surrogate) {
    long start = System.nanoTime();
    timed.step(input, surrogate);
    note("step", start);
  }

  @Override
  public void postsynapticFactor(B learningSignal, B factor) {
    long start = System.nanoTime();
    timed.postsynapticFactor(learningSignal, factor);
    note("postsynapticFactor", start);
  }

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    long start = System.nanoTime();
    timed.accumulate(learningSignal, factor, weightGradient, biasGradient);
    note("accumulate", start);
  }

  @Override
  public Set<TraceName> readable() {
    return timed.readable();
  }

  @Override
  public void read(TraceName name, float[] destination) {
    timed.read(name, destination);
  }

  @Override
  public void close() {
    timed.close();
  }
}
