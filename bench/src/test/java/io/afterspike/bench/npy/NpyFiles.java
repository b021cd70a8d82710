package io.afterspike.bench.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Makes array files for tests. */
public final class NpyFiles {
  private NpyFiles() {}

  /** A file of format 1.0. */
  public static byte[] of(NpyType type, List<Integer> shape, double... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case F2 -> data.putShort(Float.floatToFloat16((float) value));
        case F4 -> data.putFloat((float) value);
        case F8 -> data.putDouble(value);
        case I4 -> data.putInt((int) value);
        case I8 -> data.putLong((long) value);
        case U2 -> data.putShort((short) (int) value);
        default -> data.put((byte) (int) value);
      }
    }
    return of(1, header(type.descr(), shape), data.array());
  }

  static String header(String descr, List<Integer> shape) {
    String lengths = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String tuple = "(" + lengths + (shape.size() == 1 ? ",)" : ")");
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + tuple + ", }";
  }

  /** A file of any header and data, padded as NumPy pads. */
  static byte[] of(int version, String header, byte[] data) {
    int before = version == 1 ? 10 : 12;
    int padding = 63 - (before + header.length()) % 64;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file =
        ByteBuffer.allocate(before + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    return file.put(text).put(data).array();
  }
}
