package io.afterspike.bench.train;

/** The network's answer: the class whose output neuron fired most. */
public final class Accuracy {
  private Accuracy() {}

  /**
   * How many of the first {@code used} samples are answered rightly. Of equal counts the first
   * class is the answer; a sample without any output spike counts as wrong.
   *
   * @param counts output spikes, [batch][classes]
   * @param labels the classes, [batch]
   */
  public static int correct(float[] counts, int[] labels, int classes, int used) {
    int correct = 0;
    for (int b = 0; b < used; b++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (counts[b * classes + c] > counts[b * classes + best]) {
          best = c;
        }
      }
      if (counts[b * classes + best] > 0f && best == labels[b]) {
        correct++;
      }
    }
    return correct;
  }
}
