package io.afterspike.bench.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The recordings of one open file, in the file's order. Confined to one thread.
 *
 * <p>Every method but {@link #close} throws {@link DataFormatException} where the file turns out to
 * be damaged, and IllegalArgumentException for an index that is not in [0, size).
 */
public interface Recordings extends AutoCloseable {
  /** The file these recordings were first read from; named in messages. */
  Path file();

  /** The number of recordings, at least 1. */
  int size();

  /** The number of input units. */
  int units();

  /** The number of classes; every label is below it. */
  int classes();

  /** The name of each class, or an empty list if the file has none. */
  List<String> classNames();

  /** How times are stored. */
  TimeType timeType();

  /** The class of recording {@code index}. */
  int label(int index);

  /** The number of spikes of recording {@code index}. */
  int events(int index);

  /** The spikes of recording {@code index}, checked; the caller owns the arrays. */
  Recording recording(int index);

  /** The number of spikes in all recordings. */
  default long totalEvents() {
    long total = 0;
    for (int i = 0; i < size(); i++) {
      total += events(i);
    }
    return total;
  }

  @Override
  void close();
}
