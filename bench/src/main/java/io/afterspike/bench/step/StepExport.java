package io.afterspike.bench.step;

import io.afterspike.bench.npy.NpyWriter;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.Engine;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.Network;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a work and its results for other programs: {@code work.txt} (lines {@code name=value}),
 * {@code input.npy} [steps][batch][inputs], {@code labels.npy}, {@code parameters.npy}, {@code
 * spikes-L.npy} of each layer [steps][batch][neurons], and for each side {@code
 * gradient-RULE-MODE.npy}: that of the last step online, the mean of all steps offline.
 */
public final class StepExport {
  private StepExport() {}

  /** The name of a side's gradient file. */
  public static String gradientFile(StepSubject subject) {
    return "gradient-" + subject.rule().label() + "-" + subject.mode() + ".npy";
  }

  /**
   * Writes input, weights and spikes.
   *
   * @throws IOException if the folder or a file cannot be written
   */
  public static void data(Path folder, StepData data, Engine<?> engine) throws IOException {
    Files.createDirectories(folder);
    StepWork work = data.work();
    LifParameters lif = LifParameters.PUBLISHED;
    String text =
        "layers="
            + work.layers()
            + "\n"
            + "batch="
            + work.batch()
            + "\n"
            + "steps="
            + work.steps()
            + "\n"
            + "leak="
            + lif.leak()
            + "\n"
            + "threshold="
            + lif.threshold()
            + "\n"
            + "slope="
            + lif.slope()
            + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(folder.resolve("work.txt"), out -> out.write(bytes));
    int steps = work.steps();
    int layers = work.sizes().size() - 1;
    float[][] input = new float[steps][];
    float[][][] spikes = new float[layers][steps][];
    StepSubject subject = new StepSubject(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO, 1);
    try (Network network = engine.network(subject.spec(work, 0))) {
      network.writeParameters(data.parameters());
      network.reset();
      for (int t = 0; t < steps; t++) {
        input[t] = data.input(t);
        network.evaluate(input[t], data.labels());
        for (int l = 0; l < layers; l++) {
          spikes[l][t] = new float[network.spec().shape(l).outputs()];
          network.readSpikes(l, spikes[l][t]);
        }
      }
    }
    for (int l = 0; l < layers; l++) {
      int[] shape = {steps, work.batch(), work.sizes().get(l + 1)};
      NpyWriter.floats(folder.resolve("spikes-" + l + ".npy"), shape, spikes[l]);
    }
    int[] shape = {steps, work.batch(), work.sizes().get(0)};
    NpyWriter.floats(folder.resolve("input.npy"), shape, input);
    NpyWriter.ints(folder.resolve("labels.npy"), new int[] {work.batch()}, data.labels());
    int[] parameters = {data.parameters().length};
    NpyWriter.floats(folder.resolve("parameters.npy"), parameters, data.parameters());
  }

  /**
   * Writes a side's gradient.
   *
   * @throws IOException if the file cannot be written
   */
  public static void gradient(Path folder, StepData data, Engine<?> engine, StepSubject subject)
      throws IOException {
    float[] gradient = new float[data.parameters().length];
    try (StepRunner runner = new StepRunner(engine, subject, data, 0)) {
      runner.sequence();
      runner.network().readGradient(gradient);
    }
    NpyWriter.floats(folder.resolve(gradientFile(subject)), new int[] {gradient.length}, gradient);
  }
}
