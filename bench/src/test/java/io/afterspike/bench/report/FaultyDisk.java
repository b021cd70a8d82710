package io.afterspike.bench.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A disk whose n-th call fails, and every later one; deleting works unless told otherwise. */
final class FaultyDisk extends Disk {
  private final int failing;
  private final Supplier<IOException> failure;
  private final boolean deleteFails;
  private int calls;

  FaultyDisk(int failing, Supplier<IOException> failure, boolean deleteFails) {
    this.failing = failing;
    this.failure = failure;
    this.deleteFails = deleteFails;
  }

  /** The number of calls so far. */
  int calls() {
    return calls;
  }

  private void call() throws IOException {
    if (calls++ >= failing) {
      throw failure.get();
    }
  }

  @Override
  FileOutputStream create(Path file) throws IOException {
    call();
    super.create(file).close();
    return new FileOutputStream(file.toFile()) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        // A full disk takes what still fits.
        super.write(bytes, from, length / 2);
        call();
        super.write(bytes, from + length / 2, length - length / 2);
      }

      @Override
      public void close() throws IOException {
        super.close();
        call();
      }
    };
  }

  @Override
  void force(FileOutputStream out) throws IOException {
    call();
    super.force(out);
  }

  @Override
  void move(Path from, Path to) throws IOException {
    call();
    super.move(from, to);
  }

  @Override
  void delete(Path file) throws IOException {
    if (deleteFails) {
      throw failure.get();
    }
    super.delete(file);
  }
}
