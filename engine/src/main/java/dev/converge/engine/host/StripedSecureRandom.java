package dev.converge.engine.host;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Unpredictable random numbers without one lock for all threads: several generators (Hash_DRBG of
/// NIST SP 800-90A), each seeded from the system. A thread always uses the same one. Each creates
/// its bytes in blocks and clears those that it has returned. Salts need this: they protect erased
/// content, so nobody must be able to guess them. Thread-safe.
public final class StripedSecureRandom implements RandomGenerator {
  /// Number of generators; a power of two.
  private static final int STRIPES = 32;

  private static final int BLOCK_BYTES = 4_096;

  private final Stripe[] stripes = new Stripe[STRIPES];

  /// Creates the generators. They seed themselves at their first use.
  public StripedSecureRandom() {
    Arrays.setAll(stripes, _ -> new Stripe());
  }

  @Override
  public long nextLong() {
    byte[] bytes = new byte[Long.BYTES];
    nextBytes(bytes);
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    stripes[(int) Thread.currentThread().threadId() & (STRIPES - 1)].take(bytes);
  }

  /// One generator and its bytes that have not been used yet.
  private static final class Stripe {
    private final SecureRandom random = generator();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    private static SecureRandom generator() {
      try {
        return SecureRandom.getInstance("DRBG");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform since 9 has DRBG", e);
      }
    }

    synchronized void take(byte[] into) {
      int done = 0;
      while (done < into.length) {
        if (used == block.length) {
          random.nextBytes(block);
          used = 0;
        }
        int part = Math.min(into.length - done, block.length - used);
        System.arraycopy(block, used, into, done, part);
        Arrays.fill(block, used, used + part, (byte) 0);
        used += part;
        done += part;
      }
    }
  }
}
