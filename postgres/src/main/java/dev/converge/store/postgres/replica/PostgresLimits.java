package dev.converge.store.postgres.replica;

import java.time.Duration;

/// The limits of the PostgreSQL store.
public final class PostgresLimits {
  /// Number of connections that write the events of runs. Each has its own lane.
  static final int RUN_LANES = 2;

  /// Maximum number of writes that wait for a lane. Further writes are refused.
  static final int QUEUED_WRITES = 10_000;

  /// Maximum bytes that wait for a lane. Further writes are refused.
  static final long QUEUED_BYTES = 64L << 20;

  /// Maximum number of writes in one group.
  static final int GROUP_WRITES = 512;

  /// Bytes in one group after which no further write is added.
  static final long GROUP_BYTES = 4L << 20;

  /// Maximum number of runs whose number a lane caches.
  static final int CACHED_RUNS = 20_000;

  /// Maximum number of connections for reads.
  static final int READERS = 6;

  /// Number of connections for reads that stay open while idle.
  static final int IDLE_READERS = 1;

  /// Maximum time that a read waits for a connection.
  static final Duration READER_PATIENCE = Duration.ofSeconds(2);

  /// Timeout for opening a connection.
  static final Duration CONNECT_PATIENCE = Duration.ofSeconds(3);

  /// Timeout for a response of the database.
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

  /// Statement timeout of a lane in the database; shorter than the timeout for the response.
  static final Duration STATEMENT_PATIENCE = Duration.ofSeconds(4);

  /// Maximum time that a starting server waits for others that are migrating the schema.
  public static final Duration SCHEMA_PATIENCE = Duration.ofMinutes(1);

  /// Maximum time that a migration step waits for a lock.
  public static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  /// Maximum time that a write waits for an unavailable database. It is then refused if it was
  /// certainly not stored.
  static final Duration WRITE_PATIENCE = Duration.ofSeconds(5);

  /// Maximum time that a lane which is about to end tries to find out whether its last group was
  /// committed.
  static final Duration DOUBT = Duration.ofSeconds(15);

  /// How often a replica sends a heartbeat and checks the other replicas.
  static final Duration BEAT_EVERY = Duration.ofSeconds(1);

  /// Maximum time that a replica continues to work without a confirmed heartbeat.
  static final Duration LEASE = Duration.ofSeconds(4);

  /// How often a replica checks whether its heartbeat was confirmed.
  static final Duration LEASE_LOOK = Duration.ofMillis(100);

  /// Time without a heartbeat after which a replica is taken over. Longer than [#LEASE], so that
  /// the replica has stopped by then.
  public static final Duration TAKEN_OVER_AFTER = Duration.ofSeconds(5);

  /// Timeout for the response to a heartbeat.
  static final Duration BEAT_PATIENCE = Duration.ofSeconds(2);

  /// How long the rows of departed replicas are kept.
  static final Duration GONE_KEPT = Duration.ofDays(7);

  /// Maximum time that a transaction of a lane stays idle, for example because this process is
  /// paused. Its row is then unlocked before the lane is taken over.
  static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(2);

  /// Maximum time that a claim of runs waits for the database.
  static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

  /// How often a replica polls for changes whose notification it missed.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Minimum time between two reads of runs that other replicas changed.
  static final Duration GATHERED = Duration.ofMillis(100);

  /// Maximum number of changed runs per read.
  static final int MOVED_RUNS = 500;

  /// Maximum number of changed runs that wait to be read. If there are more, readers that follow
  /// all runs are told that they missed changes.
  static final int MOVED_WAITING = 10_000;

  /// Time after which all other replicas know a new one and send it all notifications.
  static final Duration KNOWN_TO_OTHERS = Duration.ofSeconds(3);

  /// Delay before listening again after the connection broke.
  static final Duration LISTEN_AGAIN = Duration.ofMillis(250);

  /// How long inputs that were posted to another replica are kept.
  static final Duration INPUTS_KEPT = Duration.ofMinutes(10);

  /// TCP keepalive settings of PostgreSQL for idle clients: the time before the first probe, the
  /// time between probes, and the number of unanswered probes after which the connection is closed.
  static final int KEEPALIVE_IDLE_SECONDS = 5;

  static final int KEEPALIVE_INTERVAL_SECONDS = 5;
  static final int KEEPALIVE_COUNT = 2;

  /// Delay before the first retry. It doubles with each attempt.
  static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /// Maximum delay between retries.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// Maximum number of attempts for a group that conflicts with other transactions.
  static final int TRIES = 10;

  /// How often an idle lane checks its connection.
  static final Duration TICK = Duration.ofSeconds(1);

  /// How often maintenance runs: it deletes expired keys and creates partitions in advance.
  public static final Duration UPKEEP_EVERY = Duration.ofMinutes(10);

  /// Maximum number of expired idempotency keys deleted in one transaction.
  public static final int PURGED_KEYS = 5_000;

  /// Bytes of events deleted in one transaction after which no further job is removed.
  public static final long REMOVED_BYTES = 16L << 20;

  /// Maximum number of journal rows per read.
  public static final int JOURNAL_ROWS = 64;

  /// Number of future months for which the journal has partitions.
  public static final int MONTHS_AHEAD = 2;

  private PostgresLimits() {}
}
