package io.afterspike.bench.data;

import java.nio.ByteBuffer;

/** How a file stores its spike times. Each is kept as it is: its resolution is part of the data. */
public enum TimeType {
  /** Half precision: 0.24 ms from 0.25 s on, 0.49 ms from 0.5 s, 0.98 ms from 1 s. */
  FLOAT16(2),
  /** Single precision. */
  FLOAT32(4),
  /** Double precision. */
  FLOAT64(8);

  private final int bytes;

  TimeType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one time in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The type of this size, or null if there is none. */
  static TimeType ofBytes(int bytes) {
    for (TimeType type : values()) {
      if (type.bytes == bytes) {
        return type;
      }
    }
    return null;
  }

  /** Reads one time, in seconds, exactly. */
  double read(ByteBuffer from) {
    return switch (this) {
      case FLOAT16 -> Float.float16ToFloat(from.getShort());
      case FLOAT32 -> from.getFloat();
      case FLOAT64 -> from.getDouble();
    };
  }

  /** Writes one time that {@link #read} gave, exactly. */
  void write(double seconds, ByteBuffer to) {
    switch (this) {
      case FLOAT16 -> to.putShort(Float.floatToFloat16((float) seconds));
      case FLOAT32 -> to.putFloat((float) seconds);
      case FLOAT64 -> to.putDouble(seconds);
    }
  }
}
