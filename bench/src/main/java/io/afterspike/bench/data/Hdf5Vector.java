package io.afterspike.bench.data;

import io.jhdf.HdfFile;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.dataset.chunked.ChunkedDatasetV4;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dataset of an HDF5 file, most often of one dimension, as the bytes of its elements, whatever
 * its layout: contiguous, compact, or chunked with any index and filters.
 *
 * <p>jhdf finds the pieces; putting them together is done here, because jhdf 0.13.0 runs every
 * filter over every chunk. A chunk's mask says which filters were left out when it was written, and
 * two are in practice: HDF5 leaves out the shuffle of variable-length data (it then has no
 * parameter, on which jhdf fails), and h5py leaves out LZF where it saves nothing.
 *
 * @param elements the number of elements, at least 1
 * @param bytes the elements, one after another
 */
record Hdf5Vector(int elements, DataType type, ByteBuffer bytes) {
  /** Bounds the memory a wrong size can ask for: room for references to 4 million recordings. */
  private static final int MOST_BYTES = 1 << 26;

  /** The node at {@code path}, such as {@code spikes/times}, or null if there is none. */
  static Node find(HdfFile hdf, Path file, String path) {
    Group group = hdf;
    String[] names = path.split("/");
    for (int i = 0; ; i++) {
      Hdf5Claims.check(hdf.getHdfBackingStorage(), file, path, group);
      Node node = group.getChildren().get(names[i]);
      if (node != null && node.isLink()) {
        // A link may lead out of this file.
        throw new DataFormatException(file, path, "the data themselves", "a link");
      }
      if (node == null || i == names.length - 1) {
        return node;
      }
      if (!(node instanceof Group)) {
        throw new DataFormatException(file, path, "a group named " + names[i], "something else");
      }
      group = (Group) node;
    }
  }

  /** Reads the dataset at {@code path}. */
  static Hdf5Vector read(HdfFile hdf, Path file, String path) {
    Node node = find(hdf, file, path);
    if (!(node instanceof DatasetBase)) {
      throw new DataFormatException(
          file, path, "a dataset", node == null ? "nothing of this name" : "a group");
    }
    DatasetBase dataset = (DatasetBase) node;
    long[] dimensions = dataset.getDimensionsAsLong();
    if (dimensions.length != 1) {
      throw new DataFormatException(
          file, path, "one dimension (recordings)", dimensions.length + " dimensions");
    }
    // Even compressed, an element leaves some trace in the file.
    return read(hdf.getHdfBackingStorage(), file, path, dataset, 1);
  }

  /**
   * Reads a dataset of any number of dimensions, row-major.
   *
   * @param mostPerByte how many elements there may be for each byte of the file
   */
  static Hdf5Vector read(
      HdfBackingStorage storage, Path file, String path, DatasetBase dataset, int mostPerByte) {
    int elementBytes = dataset.getDataType().getSize();
    if (elementBytes < 1 || elementBytes > MOST_BYTES) {
      throw new DataFormatException(
          file, path, "elements of 1 to " + MOST_BYTES + " bytes", "" + elementBytes);
    }
    int elements = length(dataset, file, path, elementBytes, mostPerByte * storage.size());
    int size = elements * elementBytes;
    ByteBuffer bytes;
    if (dataset instanceof ChunkedDatasetBase chunked) {
      bytes = new ChunkReader(file, path, storage, chunked, elementBytes).read(elements);
    } else {
      if (size > storage.size()) {
        throw new DataFormatException(
            file, path, "at most the " + storage.size() + " bytes of the file", size + " bytes");
      }
      if (dataset.isEmpty()) {
        throw new DataFormatException(file, path, elements + " elements", "none written");
      }
      // Not by jhdf, whose own mapping would outlive the file's closing.
      bytes =
          dataset instanceof ContiguousDataset contiguous
              ? storage.readBufferFromAddress(contiguous.getDataAddress(), size)
              : dataset.getDataBuffer();
    }
    if (bytes == null || bytes.remaining() != size) {
      throw new DataFormatException(
          file, path, size + " bytes", bytes == null ? "none" : bytes.remaining() + " bytes");
    }
    return new Hdf5Vector(elements, dataset.getDataType(), bytes.slice());
  }

  private static int length(
      DatasetBase dataset, Path file, String path, int elementBytes, long mostElements) {
    long most = Math.min(MOST_BYTES / elementBytes, mostElements);
    long elements = 1;
    for (long length : dataset.getDimensionsAsLong()) {
      elements = length < 1 || length > most ? -1 : elements * length;
      if (elements < 1 || elements > most) {
        throw new DataFormatException(
            file,
            path,
            "1 to " + most + " elements",
            Arrays.toString(dataset.getDimensionsAsLong()));
      }
    }
    return (int) elements;
  }

  /** Puts the chunks of one dataset together. */
  private record ChunkReader(
      Path file,
      String path,
      HdfBackingStorage storage,
      ChunkedDatasetBase dataset,
      int elementBytes) {

    ByteBuffer read(int elements) {
      ObjectHeader header = ObjectHeader.readObjectHeader(storage, dataset.getAddress());
      Hdf5Claims.check(storage, file, path, header);
      List<FilterPipelineMessage.FilterInfo> filters =
          header.hasMessageOfType(FilterPipelineMessage.class)
              ? header.getMessageOfType(FilterPipelineMessage.class).getFilters()
              : List.of();
      int[] shape = dataset.getChunkDimensions();
      int[] whole = Arrays.stream(dataset.getDimensionsAsLong()).mapToInt(n -> (int) n).toArray();
      int chunkElements = chunkElements(shape, whole.length);
      byte[] all = new byte[elements * elementBytes];
      Set<List<Integer>> filled = new HashSet<>();
      for (Chunk chunk : chunks(header)) {
        int[] first = first(chunk.getChunkOffset(), shape, whole);
        byte[] bytes = decode(chunk, filters, chunkElements * elementBytes);
        copy(bytes, shape, all, whole, first);
        filled.add(Arrays.stream(first).boxed().toList());
      }
      long expected = 1;
      for (int d = 0; d < whole.length; d++) {
        expected *= Math.ceilDiv(whole[d], shape[d]);
      }
      if (filled.size() != expected) {
        throw new DataFormatException(file, path, expected + " chunks", filled.size() + " written");
      }
      return ByteBuffer.wrap(all);
    }

    private int chunkElements(int[] shape, int dimensions) {
      int most = MOST_BYTES / elementBytes;
      long elements = shape.length == dimensions ? 1 : -1;
      for (int length : shape) {
        elements = length < 1 || elements < 1 || elements > most ? -1 : elements * length;
      }
      if (elements < 1 || elements > most) {
        throw new DataFormatException(
            file,
            path,
            "chunks of " + dimensions + " dimensions and 1 to " + most + " elements",
            Arrays.toString(shape));
      }
      return (int) elements;
    }

    private int[] first(long[] offset, int[] shape, int[] whole) {
      int[] first = new int[whole.length];
      for (int d = 0; d < whole.length; d++) {
        if (d >= offset.length
            || offset[d] < 0
            || offset[d] >= whole[d]
            || offset[d] % shape[d] != 0) {
          throw new DataFormatException(
              file,
              path,
              "chunks at multiples of " + Arrays.toString(shape),
              "one at " + Arrays.toString(offset));
        }
        first[d] = (int) offset[d];
      }
      return first;
    }

    /** Copies row by row what of a chunk lies within the whole. */
    private void copy(byte[] chunk, int[] shape, byte[] all, int[] whole, int[] first) {
      int last = whole.length - 1;
      int row = shape[last];
      int used = Math.min(row, whole[last] - first[last]);
      int[] at = new int[whole.length];
      for (int from = 0; from < chunk.length / elementBytes; from += row) {
        int to = 0;
        boolean within = true;
        int rest = from / row;
        for (int d = last - 1; d >= 0; d--) {
          at[d] = first[d] + rest % shape[d];
          rest /= shape[d];
          within &= at[d] < whole[d];
        }
        at[last] = first[last];
        for (int d = 0; d <= last; d++) {
          to = to * whole[d] + at[d];
        }
        if (within) {
          System.arraycopy(chunk, from * elementBytes, all, to * elementBytes, used * elementBytes);
        }
      }
    }

    private byte[] decode(
        Chunk chunk, List<FilterPipelineMessage.FilterInfo> filters, int expectedBytes) {
      int stored = chunk.getSize();
      if (stored < 1 || stored > storage.size()) {
        throw new DataFormatException(
            file, path, "a chunk within the " + storage.size() + " bytes of the file", "" + stored);
      }
      ByteBuffer buffer = storage.readBufferFromAddress(chunk.getAddress(), stored);
      byte[] bytes = new byte[stored];
      buffer.get(bytes);
      BitSet leftOut = chunk.getFilterMask();
      for (int i = filters.size() - 1; i >= 0; i--) {
        if (leftOut == null || !leftOut.get(i)) {
          bytes =
              Hdf5Filter.decode(
                  file,
                  path,
                  filters.get(i).getId(),
                  filters.get(i).getData(),
                  bytes,
                  expectedBytes);
        }
      }
      if (bytes.length != expectedBytes) {
        throw new DataFormatException(
            file, path, "chunks of " + expectedBytes + " bytes", bytes.length + " bytes");
      }
      return bytes;
    }

    private Iterable<Chunk> chunks(ObjectHeader header) {
      long address = dataset.getAddress();
      if (dataset instanceof ChunkedDatasetV3) {
        return new OldIndex(storage, address, dataset.getName(), dataset.getParent(), header)
            .getChunkLookup()
            .values();
      }
      return new NewIndex(storage, address, dataset.getName(), dataset.getParent(), header)
          .getChunkLookup()
          .values();
    }
  }

  /** Makes the chunks, with their masks, visible. */
  private static final class OldIndex extends ChunkedDatasetV3 {
    OldIndex(
        HdfBackingStorage storage, long address, String name, Group parent, ObjectHeader header) {
      super(storage, address, name, parent, header);
    }

    @Override
    protected Map<ChunkOffset, Chunk> getChunkLookup() {
      return super.getChunkLookup();
    }
  }

  /** The same for the indices of newer files. */
  private static final class NewIndex extends ChunkedDatasetV4 {
    NewIndex(
        HdfBackingStorage storage, long address, String name, Group parent, ObjectHeader header) {
      super(storage, address, name, parent, header);
    }

    @Override
    protected Map<ChunkOffset, Chunk> getChunkLookup() {
      return super.getChunkLookup();
    }
  }
}
