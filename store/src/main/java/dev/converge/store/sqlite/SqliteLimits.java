package dev.converge.store.sqlite;

import java.time.Duration;

/// The limits of the SQLite store.
final class SqliteLimits {
  /// Writes that wait for the writer; more are refused.
  static final int QUEUED_WRITES = 10_000;

  /// Bytes that wait for the writer before further writes are refused.
  static final long QUEUED_BYTES = 64L << 20;

  /// Writes in one transaction.
  static final int BATCH_WRITES = 1_024;

  /// Bytes in one transaction after which no write is added.
  static final long BATCH_BYTES = 8L << 20;

  /// Runs whose last sequence the writer remembers.
  static final int CACHED_RUNS = 20_000;

  /// Tenants whose number the writer remembers.
  static final int CACHED_TENANTS = 1_000;

  /// Threads that read, each with a connection.
  static final int READERS = 4;

  /// Reads that wait for a reader; more are refused.
  static final int QUEUED_READS = 10_000;

  /// How long a read is waited for.
  static final Duration READ_PATIENCE = Duration.ofSeconds(30);

  /// How long a connection waits for a lock that a foreign process holds.
  static final Duration BUSY_PATIENCE = Duration.ofSeconds(2);

  /// How often an idle writer looks after disk, keys and health.
  static final Duration TICK = Duration.ofSeconds(1);

  /// How often expired idempotency keys are looked for.
  static final Duration PURGE_EVERY = Duration.ofMinutes(10);

  /// Expired idempotency keys that are deleted in one transaction.
  static final int PURGED_KEYS = 5_000;

  /// Bytes of events in one transaction after which no further job is removed.
  static final long REMOVED_BYTES = 16L << 20;

  /// Memory for pages of the database, of the writer and of each reader.
  static final int WRITER_CACHE_KIB = 8 << 10;

  static final int READER_CACHE_KIB = 2 << 10;

  /// Pages in the write-ahead log after which it is copied into the database.
  static final int CHECKPOINT_PAGES = 1_000;

  private SqliteLimits() {}
}
