package dev.converge.store.postgres.replica;

import java.time.InstantSource;

/// Creates numbers of jobs and runs: 41 bits of milliseconds, 10 bits of the replica's number, 12
/// bits of a counter. Each is larger than the previous one. Thread-safe.
public final class PostgresNumbers {
  /// Bits of a replica's number that the number of a run contains.
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

  /// The smallest number for a millisecond.
  public static long from(long millis) {
    return millis << (REPLICA_BITS + COUNTER_BITS);
  }
}
