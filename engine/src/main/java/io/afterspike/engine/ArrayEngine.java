package io.afterspike.engine;

import java.util.Arrays;
import java.util.Objects;

/** An engine on Java arrays. */
abstract class ArrayEngine extends CheckedEngine<float[]> {
  ArrayEngine(String name, ArrayKernels kernels) {
    super(name, kernels);
  }

  @Override
  public float[] allocate(int length) {
    open();
    return new float[Require.atLeast("length", 0, length)];
  }

  @Override
  public void free(float[] buffer) {
    Objects.requireNonNull(buffer, "buffer");
  }

  @Override
  public int length(float[] buffer) {
    return buffer.length;
  }

  @Override
  public void write(float[] source, float[] destination) {
    open();
    Require.atLeastLength("destination", source.length, destination.length);
    System.arraycopy(source, 0, destination, 0, source.length);
  }

  @Override
  public void read(float[] source, float[] destination) {
    open();
    Require.atLeastLength("source", destination.length, source.length);
    System.arraycopy(source, 0, destination, 0, destination.length);
  }

  @Override
  public void fill(float[] buffer, float value) {
    open();
    Arrays.fill(buffer, value);
  }

  @Override
  public void copy(
      float[] source, int sourceOffset, float[] destination, int destinationOffset, int length) {
    open();
    range("source", sourceOffset, length, source.length);
    range("destination", destinationOffset, length, destination.length);
    System.arraycopy(source, sourceOffset, destination, destinationOffset, length);
  }
}
