package io.afterspike.bench.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples of a Randman data set as recordings: a spike in time step t comes at (t + ½) ms, so steps
 * of 1 ms from 0 on ({@code --range 0.001}) give back the data set.
 */
public final class RandmanRecordings implements Recordings {
  /** How long a time step lasts in seconds. */
  public static final double STEP = 0.001;

  /** Which samples of a data set. */
  public enum Part {
    /** Training minibatches of 128, one behind the other. */
    TRAINING,
    /** The validation samples. */
    VALIDATION,
    /** The test samples. */
    TEST
  }

  private static final int BATCH = 128;
  private final String name;
  private final int units;
  private final int classes;
  private final Recording[] recordings;

  private RandmanRecordings(String name, int units, int classes, Recording[] recordings) {
    this.name = name;
    this.units = units;
    this.classes = classes;
    this.recordings = recordings;
  }

  /**
   * The first {@code samples} samples of a part.
   *
   * @param seed of the run whose training minibatches they are; the others do not depend on it
   * @throws IllegalArgumentException if the part has not as many
   */
  public static RandmanRecordings of(Dataset data, Part part, int samples, long seed) {
    long most =
        switch (part) {
          case TRAINING -> data.trainingSamples();
          case VALIDATION -> data.validationSamples();
          case TEST -> data.testSamples();
        };
    if (samples < 1 || samples > most) {
      throw new IllegalArgumentException("samples: expected 1 to " + most + ", found " + samples);
    }
    Batch batch = new Batch(data.steps(), BATCH, data.units());
    Recording[] recordings = new Recording[samples];
    for (int first = 0; first < samples; first += batch.samples()) {
      switch (part) {
        case TRAINING -> data.training(seed, first / batch.samples(), batch);
        case VALIDATION -> data.validation(first, batch);
        case TEST -> data.test(first, batch);
      }
      for (int b = 0; b < batch.samples() && first + b < samples; b++) {
        recordings[first + b] = recording(batch, b);
      }
    }
    return new RandmanRecordings(data.name(), data.units(), data.classes(), recordings);
  }

  private static Recording recording(Batch batch, int sample) {
    int events = 0;
    int at = sample * batch.units();
    for (int t = 0; t < batch.steps(); t++) {
      for (int u = 0; u < batch.units(); u++) {
        events += (int) batch.input(t)[at + u];
      }
    }
    double[] seconds = new double[events];
    int[] units = new int[events];
    int k = 0;
    for (int t = 0; t < batch.steps(); t++) {
      for (int u = 0; u < batch.units(); u++) {
        for (int n = (int) batch.input(t)[at + u]; n > 0; n--) {
          seconds[k] = (float) ((t + 0.5) * STEP);
          units[k++] = u;
        }
      }
    }
    return new Recording(batch.labels()[sample], seconds, units);
  }

  @Override
  public Path file() {
    return Path.of(name);
  }

  @Override
  public int size() {
    return recordings.length;
  }

  @Override
  public int units() {
    return units;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, classes).mapToObj(c -> "manifold " + c).toList();
  }

  @Override
  public TimeType timeType() {
    return TimeType.FLOAT32;
  }

  @Override
  public int label(int index) {
    return recordings[index].label();
  }

  @Override
  public int events(int index) {
    return recordings[index].events();
  }

  @Override
  public Recording recording(int index) {
    Recording r = recordings[index];
    return new Recording(r.label(), r.seconds().clone(), r.units().clone());
  }

  /** Nothing is open. */
  @Override
  public void close() {}
}
