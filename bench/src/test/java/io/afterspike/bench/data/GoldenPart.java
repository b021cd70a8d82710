package io.afterspike.bench.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One of the reference vectors among the test resources, flat; only what their files need. */
record GoldenPart(ByteBuffer data, String type, int size) {
  private static final int HEADER = 10;

  static GoldenPart read(String name) {
    try (InputStream in = GoldenPart.class.getResourceAsStream("/golden-parts/" + name + ".npy")) {
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int length = file.getShort(8);
      String header = new String(file.array(), HEADER, length, StandardCharsets.US_ASCII);
      String type = header.replaceAll("(?s).*'descr': '([^']*)'.*", "$1");
      ByteBuffer data = file.position(HEADER + length).slice().order(ByteOrder.LITTLE_ENDIAN);
      return new GoldenPart(data, type, data.limit() / (type.charAt(2) - '0'));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  double number(int k) {
    return type.equals("<f8") ? data.getDouble(8 * k) : whole(k);
  }

  long whole(int k) {
    return switch (type) {
      case "<i8" -> data.getLong(8 * k);
      case "<i4" -> data.getInt(4 * k);
      case "|u1" -> data.get(k);
      default -> throw new IllegalStateException(type);
    };
  }
}
