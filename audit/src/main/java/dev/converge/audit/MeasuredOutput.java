package dev.converge.audit;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Measures the size, the CRC-32 and the SHA-256 of what is written, and passes it on. Not
/// thread-safe.
final class MeasuredOutput extends OutputStream {
  private final OutputStream out;
  private final CRC32 crc = new CRC32();
  private final MessageDigest digest;
  private long size;

  MeasuredOutput(OutputStream out) {
    this.out = out;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Only measures.
  MeasuredOutput() {
    this(OutputStream.nullOutputStream());
  }

  /// The measurements.
  ///
  /// @param size in bytes
  /// @param crc CRC-32
  /// @param sha256 64 hexadecimal digits
  record Measured(long size, int crc, String sha256) {}

  /// Ends the measurement.
  Measured measured() {
    return new Measured(size, (int) crc.getValue(), HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void write(int b) throws java.io.IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
    size += length;
    crc.update(bytes, offset, length);
    digest.update(bytes, offset, length);
    out.write(bytes, offset, length);
  }
}
