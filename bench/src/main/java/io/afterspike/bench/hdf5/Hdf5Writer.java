package io.afterspike.bench.hdf5;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree of groups and datasets as an HDF5 file that any library since HDF5 1.8 reads:
 * superblock of version 2, object headers of version 2 with links in them, contiguous data.
 *
 * <p>The places of everything are known before the first byte is written, so nothing is sought and
 * large data only pass through.
 */
public final class Hdf5Writer {
  private static final int SUPERBLOCK_BYTES = 48;
  private static final long UNDEFINED = -1;
  private static final int DATASPACE = 1;
  private static final int LINK_INFO = 2;
  private static final int DATATYPE = 3;
  private static final int FILL_VALUE = 5;
  private static final int LINK = 6;
  private static final int LAYOUT = 8;
  private static final int GROUP_INFO = 10;

  private final Hdf5Group root;

  /** What is written one after another, in this order. */
  private final List<Object> order = new ArrayList<>();

  /** Where the header of a group or dataset is, and where its data are. */
  private final Map<Object, Long> headers = new IdentityHashMap<>();

  private final Map<Object, Long> data = new IdentityHashMap<>();
  private long end = SUPERBLOCK_BYTES;

  private Hdf5Writer(Hdf5Group root) {
    this.root = root;
  }

  /**
   * Writes a whole file to {@code out}, which stays open.
   *
   * @throws IOException if {@code out} fails, or a sequence has not as many elements as it said
   */
  public static void write(Hdf5Group root, OutputStream out) throws IOException {
    Hdf5Writer writer = new Hdf5Writer(root);
    writer.place(root);
    writer.writeAll(out);
  }

  /** Gives a place to {@code node} and all below it. */
  private void place(Object node) {
    order.add(node);
    headers.put(node, end);
    // Sizes of headers do not depend on the addresses in them.
    end = aligned(end + header(node, true).length);
    if (node instanceof Hdf5Data dataset) {
      data.put(node, end);
      end = aligned(end + dataset.bytes());
    } else if (node instanceof Hdf5Sequences sequences) {
      data.put(node, end);
      end = aligned(end + (long) Hdf5Sequences.REFERENCE_BYTES * sequences.size());
      end = aligned(end + sequences.heapBytes());
    } else {
      ((Hdf5Group) node).children().values().forEach(this::place);
    }
  }

  private static long aligned(long address) {
    return (address + 7) / 8 * 8;
  }

  private void writeAll(OutputStream out) throws IOException {
    out.write(superblock());
    for (Object node : order) {
      byte[] header = header(node, false);
      out.write(header);
      pad(out, header.length);
      if (node instanceof Hdf5Data dataset) {
        dataset.content().writeTo(out);
        pad(out, dataset.bytes());
      } else if (node instanceof Hdf5Sequences sequences) {
        byte[] references = sequences.references(heapsOf(sequences));
        out.write(references);
        sequences.writeHeaps(out);
        pad(out, sequences.heapBytes());
      }
    }
  }

  private long heapsOf(Hdf5Sequences sequences) {
    return data.get(sequences) + (long) Hdf5Sequences.REFERENCE_BYTES * sequences.size();
  }

  private static void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[(int) (aligned(written) - written)]);
  }

  private byte[] superblock() {
    ByteBuffer out = ByteBuffer.allocate(SUPERBLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
    out.put((byte) 2).put((byte) 8).put((byte) 8).put((byte) 0); // version, sizes, flags
    out.putLong(0).putLong(UNDEFINED).putLong(end).putLong(headers.get(root));
    return out.putInt(Lookup3.of(out.array(), SUPERBLOCK_BYTES - 4)).array();
  }

  private byte[] header(Object node, boolean onlySize) {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    if (node instanceof Hdf5Group group) {
      message(messages, LINK_INFO, little(18).putShort((short) 0).putLong(-1).putLong(-1));
      message(messages, GROUP_INFO, little(2));
      group
          .children()
          .forEach((name, child) -> link(messages, name, onlySize ? 0 : headers.get(child)));
    } else if (node instanceof Hdf5Data dataset) {
      long address = onlySize ? 0 : data.get(node);
      dataset(messages, dataset.type(), dataset.shape(), address, dataset.bytes());
    } else {
      Hdf5Sequences sequences = (Hdf5Sequences) node;
      long address = onlySize ? 0 : data.get(node);
      long bytes = (long) Hdf5Sequences.REFERENCE_BYTES * sequences.size();
      dataset(messages, sequences.message(), new int[] {sequences.size()}, address, bytes);
    }
    ByteBuffer out = little(4 + 2 + 4 + messages.size() + 4);
    out.put("OHDR".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) 2).put((byte) 2).putInt(messages.size()); // flags: a size of 4 bytes follows
    out.put(messages.toByteArray());
    return out.putInt(Lookup3.of(out.array(), out.position())).array();
  }

  private static void link(ByteArrayOutputStream messages, String name, long address) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer link = little(3 + text.length + 8);
    link.put((byte) 1).put((byte) 0).put((byte) text.length).put(text).putLong(address);
    message(messages, LINK, link);
  }

  private static void dataset(
      ByteArrayOutputStream messages, byte[] type, int[] shape, long address, long bytes) {
    ByteBuffer space = little(4 + 8 * shape.length);
    space.put((byte) 2).put((byte) shape.length).put((byte) 0);
    space.put((byte) (shape.length == 0 ? 0 : 1));
    for (int length : shape) {
      space.putLong(length);
    }
    message(messages, DATASPACE, space);
    message(messages, DATATYPE, ByteBuffer.wrap(type));
    // Version 3: room is made late, the default value is written if it was set, it was not.
    message(messages, FILL_VALUE, little(2).put((byte) 3).put((byte) 0x0a));
    ByteBuffer layout = little(18).put((byte) 3).put((byte) 1);
    message(messages, LAYOUT, layout.putLong(bytes == 0 ? UNDEFINED : address).putLong(bytes));
  }

  private static void message(ByteArrayOutputStream messages, int type, ByteBuffer content) {
    byte[] bytes = content.array();
    ByteBuffer head = little(4).put((byte) type).putShort((short) bytes.length).put((byte) 0);
    messages.writeBytes(head.array());
    messages.writeBytes(bytes);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
