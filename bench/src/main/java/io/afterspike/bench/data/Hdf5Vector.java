package io.afterspike.bench.data;

import io.jhdf.HdfFile;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
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
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A one-dimensional dataset of an HDF5 file as the bytes of its elements, whatever its layout:
 * contiguous, compact, or chunked with any index and filters.
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
    HdfBackingStorage storage = hdf.getHdfBackingStorage();
    int elementBytes = dataset.getDataType().getSize();
    if (elementBytes < 1 || elementBytes > MOST_BYTES) {
      throw new DataFormatException(
          file, path, "elements of 1 to " + MOST_BYTES + " bytes", "" + elementBytes);
    }
    int elements = length(dataset, file, path, elementBytes, storage.size());
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
      // A plain read: a mapping would outlive the file's closing.
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
      Dataset dataset, Path file, String path, int elementBytes, long fileBytes) {
    long[] dimensions = dataset.getDimensionsAsLong();
    if (dimensions.length != 1) {
      throw new DataFormatException(
          file, path, "one dimension (recordings)", dimensions.length + " dimensions");
    }
    // Even compressed, an element leaves some trace in the file.
    long most = Math.min(MOST_BYTES / elementBytes, fileBytes);
    if (dimensions[0] < 1 || dimensions[0] > most) {
      throw new DataFormatException(file, path, "1 to " + most + " elements", "" + dimensions[0]);
    }
    return (int) dimensions[0];
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
      List<FilterPipelineMessage.FilterInfo> filters =
          header.hasMessageOfType(FilterPipelineMessage.class)
              ? header.getMessageOfType(FilterPipelineMessage.class).getFilters()
              : List.of();
      int[] shape = dataset.getChunkDimensions();
      int most = MOST_BYTES / elementBytes;
      if (shape.length != 1 || shape[0] < 1 || shape[0] > most) {
        throw new DataFormatException(
            file, path, "chunks of 1 to " + most + " elements", shapeText(shape));
      }
      int chunkElements = shape[0];
      byte[] all = new byte[elements * elementBytes];
      BitSet filled = new BitSet();
      for (Chunk chunk : chunks(header)) {
        long first = chunk.getChunkOffset()[0];
        if (first < 0 || first >= elements || first % chunkElements != 0) {
          throw new DataFormatException(
              file, path, "chunks at multiples of " + chunkElements, "one at " + first);
        }
        byte[] bytes = decode(chunk, filters, chunkElements * elementBytes);
        int used = Math.min(chunkElements, elements - (int) first) * elementBytes;
        System.arraycopy(bytes, 0, all, (int) first * elementBytes, used);
        filled.set((int) first / chunkElements);
      }
      int expected = Math.ceilDiv(elements, chunkElements);
      if (filled.cardinality() != expected) {
        throw new DataFormatException(
            file, path, expected + " chunks", filled.cardinality() + " written");
      }
      return ByteBuffer.wrap(all);
    }

    private static String shapeText(int[] shape) {
      return shape.length == 1 ? "" + shape[0] : shape.length + " dimensions";
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
