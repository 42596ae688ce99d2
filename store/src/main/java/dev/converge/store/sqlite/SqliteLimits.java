package dev.converge.store.sqlite;

import java.time.Duration;

/// The limits of the SQLite store.
final class SqliteLimits {
  /// Maximum number of writes that wait for the writer; further writes are refused.
  static final int QUEUED_WRITES = 10_000;

  /// Maximum bytes that wait for the writer; further writes are refused.
  static final long QUEUED_BYTES = 64L << 20;

  /// Maximum number of writes in one transaction.
  static final int BATCH_WRITES = 1_024;

  /// Bytes in one transaction after which no further write is added.
  static final long BATCH_BYTES = 8L << 20;

  /// Maximum number of runs whose last sequence the writer caches.
  static final int CACHED_RUNS = 20_000;

  /// Maximum number of tenants whose number the writer caches.
  static final int CACHED_TENANTS = 1_000;

  /// Number of reader threads; each has its own connection.
  static final int READERS = 4;

  /// Maximum number of reads that wait for a reader; further reads are refused.
  static final int QUEUED_READS = 10_000;

  /// Maximum time to wait for a read.
  static final Duration READ_PATIENCE = Duration.ofSeconds(30);

  /// Maximum time that a connection waits for a lock held by another process.
  static final Duration BUSY_PATIENCE = Duration.ofSeconds(2);

  /// How often an idle writer checks the disk, expired keys and its health.
  static final Duration TICK = Duration.ofSeconds(1);

  /// How often the writer looks for expired idempotency keys.
  static final Duration PURGE_EVERY = Duration.ofMinutes(10);

  /// Maximum number of expired idempotency keys deleted in one transaction.
  static final int PURGED_KEYS = 5_000;

  /// Bytes of events deleted in one transaction after which no further job is removed.
  static final long REMOVED_BYTES = 16L << 20;

  /// Memory for database pages, for the writer and for each reader.
  static final int WRITER_CACHE_KIB = 8 << 10;

  static final int READER_CACHE_KIB = 2 << 10;

  /// Pages in the write-ahead log after which it is copied into the database.
  static final int CHECKPOINT_PAGES = 1_000;

  private SqliteLimits() {}
}
