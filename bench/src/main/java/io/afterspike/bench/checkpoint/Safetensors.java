package io.afterspike.bench.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file in the safetensors format holds: named tensors and a map of strings.
 *
 * <pre>
 *   8 bytes   n, unsigned, little endian
 *   n bytes   JSON: {"__metadata__": {"key": "text"},
 *                    "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
 *   the rest  the tensors' elements, little endian, row-major, at these offsets
 * </pre>
 *
 * <p>Written files have their names sorted, their tensors in the order of the names without gaps,
 * and the header filled up with spaces so that the elements start at a multiple of 8 bytes; the
 * same content gives the same bytes. Read files may have another order and alignment, but the
 * tensors must cover the rest of the file exactly, each byte once.
 *
 * @param metadata texts by key
 * @param tensors tensors by name
 */
public record Safetensors(SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
  /** The key of the metadata in the header, which no tensor can have as its name. */
  static final String METADATA = "__metadata__";

  /** The longest header that is written and read, in bytes: it bounds what a reader must hold. */
  public static final int LONGEST_HEADER = 1 << 22;

  /**
   * Copies the maps (not the tensors).
   *
   * @throws IllegalArgumentException if a name, key or text is not valid Unicode, or a tensor is
   *     named {@code __metadata__}
   */
  public Safetensors {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata.forEach(
        (key, text) -> {
          requireUnicode("metadata key", key);
          requireUnicode("metadata '" + key + "'", text);
        });
    tensors.keySet().forEach(name -> requireUnicode("tensor name", name));
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "tensor name: expected anything but " + METADATA + ", found it");
    }
  }

  private static void requireUnicode(String name, String text) {
    if (!Unicode.isValid(text)) {
      throw new IllegalArgumentException(
          name + ": expected valid Unicode, found half a surrogate pair");
    }
  }

  /**
   * Reads a file. Takes memory for a few times the file's length at most, whatever its header says.
   *
   * @throws CheckpointFormatException if the file cannot be read or is not of this format
   */
  public static Safetensors read(Path file) {
    return SafetensorsReader.read(file);
  }

  /**
   * Writes everything to {@code out}, which stays open.
   *
   * @throws IllegalArgumentException if names and metadata are longer than {@link #LONGEST_HEADER};
   *     then nothing has been written
   * @throws IOException if {@code out} fails
   */
  public void writeTo(OutputStream out) throws IOException {
    SafetensorsWriter.write(this, out);
  }
}
