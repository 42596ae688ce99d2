package dev.converge.store.postgres.replica;

import java.time.Duration;

/// The limits of the PostgreSQL store.
public final class PostgresLimits {
  /// Connections that write the events of runs, each with a lane of its own.
  static final int RUN_LANES = 2;

  /// Writes that wait for a lane; more are refused.
  static final int QUEUED_WRITES = 10_000;

  /// Bytes that wait for a lane before further writes are refused.
  static final long QUEUED_BYTES = 64L << 20;

  /// Writes in one group.
  static final int GROUP_WRITES = 512;

  /// Bytes in one group after which no write is added.
  static final long GROUP_BYTES = 4L << 20;

  /// Runs whose number a lane remembers.
  static final int CACHED_RUNS = 20_000;

  /// Connections that read.
  static final int READERS = 6;

  /// Connections that are open for reading while nothing is read.
  static final int IDLE_READERS = 1;

  /// How long a read waits for a connection.
  static final Duration READER_PATIENCE = Duration.ofSeconds(2);

  /// How long opening a connection may take.
  static final Duration CONNECT_PATIENCE = Duration.ofSeconds(3);

  /// How long an answer of the database is waited for.
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

  /// After how long the database gives up a statement of a lane; shorter than the wait for its
  /// answer.
  static final Duration STATEMENT_PATIENCE = Duration.ofSeconds(4);

  /// How long a server that starts waits for others that bring the schema up to date.
  public static final Duration SCHEMA_PATIENCE = Duration.ofMinutes(1);

  /// How long a step of the schema waits for a lock.
  public static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  /// How long a write waits for a database that is away; then it is refused, if it is certain that
  /// it was not stored.
  static final Duration WRITE_PATIENCE = Duration.ofSeconds(5);

  /// How long a lane that is to end tries to learn what became of its last group.
  static final Duration DOUBT = Duration.ofSeconds(15);

  /// How often a replica says that it is there, and looks after the others.
  static final Duration BEAT_EVERY = Duration.ofSeconds(1);

  /// How long a replica works on without a confirmation that it is there.
  static final Duration LEASE = Duration.ofSeconds(4);

  /// How often it looks whether it was confirmed.
  static final Duration LEASE_LOOK = Duration.ofMillis(100);

  /// How long a replica must not have been seen to be taken over; longer than [#LEASE], so that by
  /// then it has stopped.
  public static final Duration TAKEN_OVER_AFTER = Duration.ofSeconds(5);

  /// How long an answer to a replica that says that it is there is waited for, at most.
  static final Duration BEAT_PATIENCE = Duration.ofSeconds(2);

  /// How long the rows of replicas that are gone are kept.
  static final Duration GONE_KEPT = Duration.ofDays(7);

  /// How long a transaction of a lane may wait for this process, which may be paused: then its row
  /// is free before the lane is to be taken over.
  static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(2);

  /// How long a claim of runs waits for the database.
  static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

  /// How often a replica looks for what it was not told.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Between two looks where the runs stand that others told of.
  static final Duration GATHERED = Duration.ofMillis(100);

  /// Runs that others told of and that are read at once.
  static final int MOVED_RUNS = 500;

  /// Runs that wait to be read; if there are more, whoever watches all of them is told that some
  /// were missed.
  static final int MOVED_WAITING = 10_000;

  /// After how long a replica that joined is known to all others, so that they tell it everything.
  static final Duration KNOWN_TO_OTHERS = Duration.ofSeconds(3);

  /// Pause before it listens again after the connection broke.
  static final Duration LISTEN_AGAIN = Duration.ofMillis(250);

  /// How long inputs are kept that were posted to another replica.
  static final Duration INPUTS_KEPT = Duration.ofMinutes(10);

  /// How long PostgreSQL keeps a connection whose client is silent before it asks whether it is
  /// there, between two such questions, and how many stay unanswered before it gives it up.
  static final int KEEPALIVE_IDLE_SECONDS = 5;

  static final int KEEPALIVE_INTERVAL_SECONDS = 5;
  static final int KEEPALIVE_COUNT = 2;

  /// Pause before the first further try, which then doubles.
  static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /// The longest pause between tries.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// Tries of a group that lost against other transactions.
  static final int TRIES = 10;

  /// How often an idle lane looks after its connection.
  static final Duration TICK = Duration.ofSeconds(1);

  /// How often upkeep is done: expired keys, partitions ahead.
  public static final Duration UPKEEP_EVERY = Duration.ofMinutes(10);

  /// Expired idempotency keys that are deleted in one transaction.
  public static final int PURGED_KEYS = 5_000;

  /// Bytes of events in one transaction after which no further job is removed.
  public static final long REMOVED_BYTES = 16L << 20;

  /// Rows of the journal that are read at once.
  public static final int JOURNAL_ROWS = 64;

  /// Months for which the journal has partitions ahead.
  public static final int MONTHS_AHEAD = 2;

  private PostgresLimits() {}
}
