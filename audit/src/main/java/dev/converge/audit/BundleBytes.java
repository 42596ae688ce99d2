package dev.converge.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Bytes with random access: a bundle's file, or one in memory.
public interface BundleBytes {
  /// Their number.
  ///
  /// @throws IOException if it cannot be determined
  long size() throws IOException;

  /// The bytes from an offset on.
  ///
  /// @throws IOException if they cannot be read
  InputStream from(long offset) throws IOException;

  /// The bytes of a file; each stream opens it again.
  static BundleBytes of(Path file) {
    return new BundleBytes() {
      @Override
      public long size() throws IOException {
        return java.nio.file.Files.size(file);
      }

      @Override
      public InputStream from(long offset) throws IOException {
        return Channels.newInputStream(FileChannel.open(file).position(offset));
      }
    };
  }

  /// The bytes of an array, which must not be modified.
  static BundleBytes of(byte[] bytes) {
    return new BundleBytes() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream from(long offset) {
        int start = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
      }
    };
  }
}
