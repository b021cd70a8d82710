package io.afterspike.engine.agreement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a case gave on one engine.
 *
 * @param arrays by name, in the order in which they are compared; not to be modified
 * @param telling how many of the values were computed and are numbers, so that an error could show
 */
public record Results(Map<String, float[]> arrays, long telling) {
  private static final int ALL_NANS = 0x7fc00000;

  /** Copies the map (not the arrays). */
  public Results {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** The array of this name. */
  public float[] array(String name) {
    float[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "name: expected one of " + arrays.keySet() + ", found '" + name + "'");
    }
    return array;
  }

  /** The number of values in all arrays. */
  public long elements() {
    return arrays.values().stream().mapToLong(a -> a.length).sum();
  }

  /** The SHA-256 of all names, lengths and bits, in hexadecimal digits; all NaNs count as one. */
  public String hash() {
    MessageDigest digest = sha256();
    arrays.forEach(
        (name, values) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * values.length).putLong(values.length);
          for (float value : values) {
            bytes.putInt(bits(value));
          }
          digest.update(bytes.flip());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The raw bits, with one pattern for all NaNs: which of them comes out is not defined. */
  static int bits(float value) {
    return Float.isNaN(value) ? ALL_NANS : Float.floatToRawIntBits(value);
  }
}
