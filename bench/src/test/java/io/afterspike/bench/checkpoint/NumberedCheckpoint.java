package io.afterspike.bench.checkpoint;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.UpdateMode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Checkpoints that are a function of their number, and the program that writes one by one. */
final class NumberedCheckpoint {
  private NumberedCheckpoint() {}

  /**
   * Some 100 to 300 KB: no two neighbours have a byte of their tensors or their length in common.
   */
  static Checkpoint of(long number) {
    SplittableRandom random = new SplittableRandom(number);
    int length = 20_000 + (int) (number % 7) * 5_000;
    return Checkpoint.of(
        number,
        number,
        LearningRule.OTPE,
        UpdateMode.ONLINE,
        "reference",
        "number = " + number,
        Map.of("loss", random.nextDouble()),
        Map.of(),
        NetworkState.of(
            Map.of("weights", floats(random, length), "bias", floats(random, 10)),
            Map.of("updates", number)),
        number % 2 == 0 ? Optional.empty() : Optional.of(floats(random, length)));
  }

  private static float[] floats(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = Float.intBitsToFloat(random.nextInt());
    }
    return values;
  }

  /**
   * Waits for a byte, then goes on from the checkpoint in the file named by the argument, or starts
   * at 0, and writes for ever; says each number on the standard output when it has been written.
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    DataOutputStream out = new DataOutputStream(System.out);
    Checkpoint next = of(0);
    if (System.in.read() < 0) {
      return;
    }
    if (Files.exists(file)) {
      next = of(Checkpoints.read(file).minibatch() + 1);
    }
    while (true) {
      Checkpoints.write(file, next);
      out.writeLong(next.minibatch());
      out.flush();
      next = of(next.minibatch() + 1);
    }
  }
}
