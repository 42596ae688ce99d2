package dev.converge.store.postgres.replica;

import java.time.InstantSource;

/// Makes numbers of jobs and runs: 41 bits of milliseconds, 10 bits of the replica's number, 12
/// bits that count. Each is larger than the one before. Thread-safe.
public final class PostgresNumbers {
  /// Bits of a replica's number that are in the number of a run.
  static final int REPLICA_BITS = 10;

  private static final int COUNTER_BITS = 12;
  private static final long COUNTERS = 1L << COUNTER_BITS;

  private final InstantSource clock;
  private final long replica;
  private long millis;
  private long counter;

  PostgresNumbers(InstantSource clock, long replicaNo) {
    this.clock = clock;
    this.replica = replicaNo % (1L << REPLICA_BITS);
  }

  /// The next number.
  synchronized long next() {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      counter = 0;
    } else if (++counter == COUNTERS) {
      millis++;
      counter = 0;
    }
    return from(millis) | replica << COUNTER_BITS | counter;
  }

  /// The smallest number of a millisecond.
  public static long from(long millis) {
    return millis << (REPLICA_BITS + COUNTER_BITS);
  }
}
