package io.afterspike.bench.data;

import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The global heap of an HDF5 file, where the sequences of variable-length datasets lie. A dataset
 * holds only references: length, address of a heap, number of an object in it.
 *
 * <p>Read one object at a time, so memory follows the longest recording and not the file. Sizes are
 * checked before anything is allocated, and what was looked at before is not looked at again: the
 * work is bounded by the length of the file, even where heaps overlap by malice.
 */
final class Hdf5Heap {
  private static final int REFERENCE_BYTES = 16;
  private static final int HEADER_BYTES = 16;
  private static final int SIGNATURE = 'G' | 'C' << 8 | 'O' << 16 | 'L' << 24;

  private final Path file;
  private final HdfBackingStorage storage;
  private final long fileBytes;
  private final Map<Long, Directory> directories = new HashMap<>();
  private long objectsSeen;

  /** Where the objects of one heap lie. */
  private record Directory(int[] numbers, long[] addresses, long[] sizes) {
    int indexOf(int number) {
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == number) {
          return i;
        }
      }
      return -1;
    }
  }

  Hdf5Heap(Path file, HdfBackingStorage storage) {
    this.file = file;
    this.storage = storage;
    this.fileBytes = storage.size() - storage.getUserBlockSize();
    if (storage.getSizeOfOffsets() != 8 || storage.getSizeOfLengths() != 8) {
      throw new DataFormatException(
          file,
          "superblock",
          "offsets and lengths of 8 bytes",
          storage.getSizeOfOffsets() + " and " + storage.getSizeOfLengths());
    }
  }

  /**
   * The number of elements of each sequence of {@code references}.
   *
   * @param elementBytes the size of one element
   */
  int[] lengths(Hdf5Vector references, String where, int elementBytes) {
    if (!(references.type() instanceof VariableLength)
        || references.type().getSize() != REFERENCE_BYTES) {
      throw new DataFormatException(
          file,
          where,
          "a variable-length sequence for each recording",
          Hdf5Number.describe(references.type()));
    }
    ByteBuffer bytes = references.bytes().order(ByteOrder.LITTLE_ENDIAN);
    int[] lengths = new int[references.elements()];
    long total = 0;
    for (int i = 0; i < lengths.length; i++) {
      long length = bytes.getInt(i * REFERENCE_BYTES) & 0xffff_ffffL;
      total += length * elementBytes;
      if (total > fileBytes) {
        throw new DataFormatException(
            file,
            where + ", recording " + i,
            "sequences that fit in the " + fileBytes + " bytes of the file",
            total + " bytes up to here");
      }
      if (length > Integer.MAX_VALUE / 8) {
        throw new DataFormatException(
            file, where + ", recording " + i, "at most 2^28 elements", "" + length);
      }
      lengths[i] = (int) length;
    }
    return lengths;
  }

  /**
   * The elements of sequence {@code index}, little-endian until the caller says otherwise.
   *
   * @param bytes the size of the sequence, from {@link #lengths}
   */
  ByteBuffer sequence(Hdf5Vector references, String where, int index, int bytes) {
    if (bytes == 0) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer all = references.bytes().order(ByteOrder.LITTLE_ENDIAN);
    long address = all.getLong(index * REFERENCE_BYTES + 4);
    int number = all.getInt(index * REFERENCE_BYTES + 12);
    String place = where + ", recording " + index;
    Directory directory = directories.get(address);
    if (directory == null) {
      directory = scan(place, address);
      directories.put(address, directory);
    }
    int object = directory.indexOf(number);
    if (object < 0) {
      throw new DataFormatException(
          file, place, "object " + number + " in the heap at " + address, "no such object");
    }
    if (directory.sizes[object] < bytes) {
      throw new DataFormatException(
          file, place, bytes + " bytes in the heap", directory.sizes[object] + " bytes");
    }
    return storage
        .readBufferFromAddress(directory.addresses[object], bytes)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private Directory scan(String place, long address) {
    ByteBuffer header = read(place, address, HEADER_BYTES);
    int signature = header.getInt(0);
    int version = header.get(4);
    long size = header.getLong(8);
    if (signature != SIGNATURE || version != 1) {
      throw new DataFormatException(
          file, place, "a heap (GCOL, version 1) at " + address, "something else");
    }
    if (size < HEADER_BYTES || size > fileBytes - address) {
      throw new DataFormatException(
          file, place, "a heap of at most " + (fileBytes - address) + " bytes", "" + size);
    }
    int count = 0;
    int[] numbers = new int[4];
    long[] addresses = new long[4];
    long[] sizes = new long[4];
    long end = address + size;
    long at = address + HEADER_BYTES;
    while (end - at >= HEADER_BYTES) {
      ByteBuffer object = read(place, at, HEADER_BYTES);
      int number = object.getShort(0) & 0xffff;
      long bytes = object.getLong(8);
      if (number == 0) {
        break; // the free space comes last
      }
      if (++objectsSeen > fileBytes / HEADER_BYTES) {
        throw new DataFormatException(
            file, place, "heaps apart from each other", "overlapping ones");
      }
      if (bytes < 0 || bytes > end - at - HEADER_BYTES) {
        throw new DataFormatException(
            file,
            place,
            "at most " + (end - at - HEADER_BYTES) + " bytes in heap object " + number,
            "" + bytes);
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
        addresses = Arrays.copyOf(addresses, 2 * count);
        sizes = Arrays.copyOf(sizes, 2 * count);
      }
      numbers[count] = number;
      addresses[count] = at + HEADER_BYTES;
      sizes[count++] = bytes;
      at += HEADER_BYTES + (bytes + 7) / 8 * 8;
    }
    return new Directory(
        Arrays.copyOf(numbers, count),
        Arrays.copyOf(addresses, count),
        Arrays.copyOf(sizes, count));
  }

  private ByteBuffer read(String place, long address, int bytes) {
    if (address < 0 || address > fileBytes - bytes) {
      throw new DataFormatException(
          file, place, "an address within the " + fileBytes + " bytes of the file", "" + address);
    }
    return storage.readBufferFromAddress(address, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
