package io.afterspike.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and forged files. The number of files of each kind is the property {@code
 * checkpoint.mutants}, so that a long run can try more.
 */
class CheckpointMutantsTest {
  private static final int MUTANTS = Integer.getInteger("checkpoint.mutants", 2500);
  private static final String[] STRANGE = {
    "", " ", "0", "-1", "1.5", "NaN", "9223372036854775808", "online", "every:0", "\0", "\u0661"
  };

  @TempDir Path folder;

  /** A damaged file is refused, unless it still says the same. */
  @Test
  void noDamageGoesUnnoticed() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Checkpoint checkpoint = CheckpointsTest.small();
    byte[] original = CheckpointsTest.bytes(checkpoint);
    int refused = 0;
    for (int n = 0; n < MUTANTS; n++) {
      byte[] mutant = CheckpointMutations.mutate(original, random);
      try {
        SameCheckpoint.assertSame(checkpoint, read("damaged", n, mutant));
      } catch (CheckpointFormatException e) {
        refused++;
      }
    }
    System.out.printf("%d damaged checkpoints, %d refused%n", MUTANTS, refused);
    assertTrue(refused > 0.9 * MUTANTS && refused < MUTANTS, refused + " refused");
  }

  /** A file with right checksums but any content is a checkpoint or refused. */
  @Test
  void noForgeryDoesHarm() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    int refused = 0;
    for (int n = 0; n < MUTANTS; n++) {
      byte[] forged = forge(random);
      if (random.nextInt(4) == 0) {
        forged = CheckpointMutations.mutate(forged, random);
      }
      try {
        read("forged", n, forged);
      } catch (CheckpointFormatException e) {
        refused++;
      }
    }
    System.out.printf("%d forged checkpoints, %d refused%n", MUTANTS, refused);
    assertTrue(refused > 0.5 * MUTANTS && refused < MUTANTS, refused + " refused");
  }

  /** Reads a mutant, which may take memory only for what is there (the first one loads classes). */
  private Checkpoint read(String kind, int number, byte[] bytes) throws IOException {
    // A new file each time: some file systems force to the disk what replaces an old content.
    Path file = Files.write(folder.resolve(kind + number), bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      return Checkpoints.read(file);
    } catch (CheckpointFormatException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(kind + " " + number + ": undeclared exception", e);
    } finally {
      Files.delete(file);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      // The constant is for buffers, the parser and stack traces; claims of more are for 4 MiB on.
      assertTrue(
          number == 0 || allocated < (1 << 20) + 40L * bytes.length,
          kind + " " + number + ": " + allocated + " bytes allocated for " + bytes.length);
    }
  }

  private static byte[] forge(SplittableRandom random) throws IOException {
    Safetensors content = CheckpointFormat.encode(CheckpointsTest.small());
    TreeMap<String, String> texts = new TreeMap<>(content.metadata());
    TreeMap<String, Tensor> tensors = new TreeMap<>(content.tensors());
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      String key = List.copyOf(texts.keySet()).get(random.nextInt(texts.size()));
      String strange = STRANGE[random.nextInt(STRANGE.length)];
      switch (random.nextInt(6)) {
        case 0 -> texts.put(key, strange);
        case 1 -> texts.put(key + strange, texts.get(key));
        case 2 -> texts.put("best." + strange, strange);
        case 3 -> texts.put("counter." + strange, strange);
        case 4 -> tensors.put("state." + strange, strangeTensor(random));
        default -> tensors.put("bestParameters", strangeTensor(random));
      }
    }
    tensors.forEach((name, tensor) -> texts.put("crc32c." + name, Checksums.of(tensor)));
    texts.remove("metadataCrc32c");
    texts.put("metadataCrc32c", Checksums.of(texts));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(texts, tensors).writeTo(out);
    return out.toByteArray();
  }

  private static Tensor strangeTensor(SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0:
        return Tensor.of(new float[random.nextInt(3)]);
      case 1:
        return Tensor.of(new float[1]).reshaped();
      case 2:
        return Tensor.of(new float[0]).reshaped(Integer.MAX_VALUE, 0);
      case 3:
        return Tensor.of(new double[random.nextInt(3)]);
      default:
        return Tensor.of(new byte[random.nextInt(3)]);
    }
  }
}
