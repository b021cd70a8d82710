package io.afterspike.bench.data;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Group;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/**
 * Looks at the numbers that jhdf 0.13.0 makes room for before it finds out that they are wrong: how
 * many entries an index of chunks or links claims to have. Each entry takes at least 8 bytes of the
 * file.
 */
final class Hdf5Claims {
  private static final int HEADER_BYTES = 60;
  private static final int ENTRY_BYTES = 8;

  /** Where in the header of an index the number of its entries is. */
  private static final Map<String, Integer> COUNTS = Map.of("EAHD", 44, "FAHD", 8, "BTHD", 26);

  private Hdf5Claims() {}

  /** Checks the index of a group's links, before its children are read. */
  static void check(HdfBackingStorage storage, Path file, String path, Group group) {
    ObjectHeader header = ObjectHeader.readObjectHeader(storage, group.getAddress());
    for (LinkInfoMessage message : header.getMessagesOfType(LinkInfoMessage.class)) {
      checkIndex(storage, file, path, message.getBTreeNameIndexAddress());
    }
  }

  /** Checks the index of a dataset's chunks, before it is read. */
  static void check(HdfBackingStorage storage, Path file, String path, ObjectHeader header) {
    for (DataLayoutMessage message : header.getMessagesOfType(DataLayoutMessage.class)) {
      if (message instanceof DataLayoutMessage.ChunkedDataLayoutMessageV4 chunked) {
        checkIndex(storage, file, path, chunked.getAddress());
      }
    }
  }

  private static void checkIndex(HdfBackingStorage storage, Path file, String path, long address) {
    long left = storage.size() - storage.getUserBlockSize() - address;
    if (address < 0 || left < ENTRY_BYTES) {
      return; // there is none, or jhdf says so
    }
    int bytes = (int) Math.min(HEADER_BYTES, left);
    ByteBuffer header =
        storage.readBufferFromAddress(address, bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder signature = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      signature.append((char) (header.get(i) & 0xff));
    }
    Integer at = COUNTS.get(signature.toString());
    if (at == null || at + Long.BYTES > bytes) {
      return; // another kind of index, or jhdf says that it is cut off
    }
    long entries = header.getLong(at);
    if (entries < 0 || entries > storage.size() / ENTRY_BYTES) {
      throw new DataFormatException(
          file,
          path,
          "an index of at most " + storage.size() / ENTRY_BYTES + " entries",
          Long.toUnsignedString(entries));
    }
  }
}
