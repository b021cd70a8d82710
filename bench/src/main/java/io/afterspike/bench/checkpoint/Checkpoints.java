package io.afterspike.bench.checkpoint;

import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Checkpoints as files. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Creates or replaces {@code file}. Whatever happens meanwhile, a crash included, the file is the
   * old checkpoint or the new, never a part.
   *
   * @throws IOException if the folder is missing, full or cannot be written to, naming the file and
   *     the reason; the old file is as it was
   * @throws IllegalArgumentException if a text of the checkpoint is not valid Unicode, or all texts
   *     together are longer than {@link Safetensors#LONGEST_HEADER}; the old file is as it was
   */
  public static void write(Path file, Checkpoint checkpoint) throws IOException {
    Safetensors content = CheckpointFormat.encode(checkpoint);
    AtomicFiles.write(file, content::writeTo);
  }

  /**
   * Reads a checkpoint. Takes memory for a few times the file's length at most.
   *
   * @throws CheckpointFormatException if the file cannot be read, is no checkpoint, or has changed
   *     since it was written
   */
  public static Checkpoint read(Path file) {
    return CheckpointFormat.decode(file, Safetensors.read(file));
  }
}
