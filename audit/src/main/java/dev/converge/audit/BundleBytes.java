package dev.converge.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Bytes that can be read from any place on: a bundle's file, or one that is in memory.
public interface BundleBytes {
  /// How many there are.
  ///
  /// @throws IOException if that cannot be told
  long size() throws IOException;

  /// Those from an offset on.
  ///
  /// @throws IOException if they cannot be read
  InputStream from(long offset) throws IOException;

  /// A file's; each stream opens it again.
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

  /// An array's, which is not to be changed.
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
