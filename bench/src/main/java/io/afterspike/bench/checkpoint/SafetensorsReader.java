package io.afterspike.bench.checkpoint;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the safetensors format; nothing is allocated that the file is not long enough for. */
final class SafetensorsReader {
  private SafetensorsReader() {}

  static Safetensors read(Path file) {
    // Opening a pipe would wait for ever.
    if (!Files.isRegularFile(file)) {
      throw new CheckpointFormatException(
          file, "file", "a file", Files.exists(file) ? "something else" : "nothing there");
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      return read(file, in);
    } catch (FileNotFoundException e) {
      throw new CheckpointFormatException(file, "file", "permission to read it", e.getMessage(), e);
    } catch (EOFException e) {
      throw new CheckpointFormatException(
          file, "file", "the length it had when it was opened", "an earlier end", e);
    } catch (IOException e) {
      throw new CheckpointFormatException(
          file, "file", "readable content to its end", String.valueOf(e.getMessage()), e);
    }
  }

  private static Safetensors read(Path file, RandomAccessFile in) throws IOException {
    long size = in.length();
    if (size < Long.BYTES) {
      throw new CheckpointFormatException(
          file, "file", "at least " + Long.BYTES + " bytes", size + " bytes");
    }
    byte[] prefix = new byte[Long.BYTES];
    in.readFully(prefix);
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long longest = Math.min(size - Long.BYTES, Safetensors.LONGEST_HEADER);
    if (length < 0 || length > longest) {
      throw new CheckpointFormatException(
          file, "header length", "at most " + longest, Long.toUnsignedString(length));
    }
    byte[] header = new byte[(int) length];
    in.readFully(header);
    SafetensorsHeader parsed = SafetensorsHeader.parse(file, decode(file, header));
    long rest = size - Long.BYTES - length;
    List<TensorEntry> entries = inOrder(file, parsed, rest);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    byte[] chunk = new byte[(int) Math.min(rest, Tensor.CHUNK)];
    for (TensorEntry entry : entries) {
      tensors.put(entry.name(), readTensor(in, entry, chunk));
    }
    return new Safetensors(parsed.metadata(), tensors);
  }

  private static String decode(Path file, byte[] header) {
    try {
      // A new decoder reports what String's constructor would replace.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointFormatException(file, "header", "UTF-8", "other bytes", e);
    }
  }

  /** The tensors in the order of their bytes, which must be all bytes behind the header. */
  private static List<TensorEntry> inOrder(Path file, SafetensorsHeader header, long size) {
    List<TensorEntry> entries =
        header.tensors().values().stream()
            .sorted(
                Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end))
            .toList();
    long covered = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != covered) {
        throw new CheckpointFormatException(
            file,
            "tensor '" + entry.name() + "' data_offsets",
            "begin at " + covered + ", where the one before ends",
            String.valueOf(entry.begin()));
      }
      covered = entry.end();
    }
    if (covered != size) {
      throw new CheckpointFormatException(
          file, "tensors", covered + " bytes behind the header", size + " bytes");
    }
    return entries;
  }

  private static Tensor readTensor(RandomAccessFile in, TensorEntry entry, byte[] chunk)
      throws IOException {
    Tensor tensor = Tensor.zeros(entry.type(), entry.shape());
    for (int to = 0; to < tensor.length(); ) {
      int count = Math.min(tensor.length() - to, chunk.length / entry.type().bytes());
      in.readFully(chunk, 0, count * entry.type().bytes());
      tensor.decode(chunk, to, count);
      to += count;
    }
    return tensor;
  }
}
