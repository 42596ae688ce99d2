package dev.converge.store.postgres.replica;

import dev.converge.core.text.EnumWord;
import dev.converge.store.Durability;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of replicas and their lanes, and queries about the state of the database.
public final class ReplicaRows {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaRows.class);

  /// Takes the lock for erasing and removing what is due.
  static final String SWEEP =
      "SELECT pg_try_advisory_lock(" + 0x636f_6e76 + ", hashtext(current_schema()))";

  /// The number of a run or job has room for this many replicas at a time.
  private static final long NUMBERS = 1L << PostgresNumbers.REPLICA_BITS;

  private ReplicaRows() {}

  /// A replica's number, which is never used again, and the numbers of its lanes, the last of which
  /// is for writes with their own transaction. All have epoch 0 until another replica takes this
  /// one over.
  public record Seat(long replicaNo, List<Long> lanes) {}

  /// A living replica.
  ///
  /// @param unseen time since it was last seen
  record Peer(long replicaNo, String name, String version, Instant since, Duration unseen) {}

  /// Registers this process as a replica.
  ///
  /// @param before its previous number, whose runs it gives up; or `null`
  static Seat join(Sql sql, String name, @Nullable Long before) throws SQLException {
    return sql.together(() -> {
      if (before != null) {
        leave(sql, before);
      }
      long replicaNo = insert(sql, name);
      while (isTaken(sql, replicaNo)) {
        sql.update("DELETE FROM replica WHERE replica_no = ?", replicaNo);
        replicaNo = insert(sql, name);
      }
      List<Long> lanes = new ArrayList<>();
      for (int i = 0; i <= PostgresLimits.RUN_LANES; i++) {
        lanes.add(
            sql.first(
                    row -> row.getLong(1),
                    "INSERT INTO lane (replica_no, epoch, batch) VALUES (?, 0, 0) RETURNING"
                        + " lane_no",
                    replicaNo)
                .orElseThrow());
      }
      Notice.send(sql, Notice.MEMBERS, List.of());
      return new Seat(replicaNo, List.copyOf(lanes));
    });
  }

  private static long insert(Sql sql, String name) throws SQLException {
    return sql.first(
            row -> row.getLong(1),
            "INSERT INTO replica (name, version) VALUES (?, ?) RETURNING replica_no",
            name,
            String.valueOf(ReplicaRows.class.getPackage().getImplementationVersion()))
        .orElseThrow();
  }

  /// Whether a living replica would create the same numbers of runs.
  private static boolean isTaken(Sql sql, long replicaNo) throws SQLException {
    return sql.first(
            row -> row.getBoolean(1),
            "SELECT EXISTS (SELECT FROM replica WHERE state = 'alive' AND replica_no < ? AND"
                + " replica_no % ? = ?)",
            replicaNo,
            NUMBERS,
            replicaNo % NUMBERS)
        .orElse(false);
  }

  /// Records a replica's heartbeat; `false` if it was taken over.
  static boolean beat(Sql sql, long replicaNo) throws SQLException {
    return sql.update(
            "UPDATE replica SET seen_at = clock_timestamp() WHERE replica_no = ? AND epoch = 0"
                + " AND state = 'alive'",
            replicaNo)
        == 1;
  }

  /// The replicas that are alive or have not been taken over yet.
  static List<Peer> alive(Sql sql) throws SQLException {
    return sql.all(
        row ->
            new Peer(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                Duration.ofMillis(row.getLong(5))),
        "SELECT replica_no, name, version, (extract(epoch FROM started_at) * 1000)::bigint,"
            + " (extract(epoch FROM clock_timestamp() - seen_at)"
            + " * 1000)::bigint FROM replica WHERE state = 'alive' ORDER BY replica_no");
  }

  /// Takes over a replica without heartbeat: its pending writes will not be stored, and nobody owns
  /// its runs.
  ///
  /// @return the number of runs it left, or -1 if another replica was faster or it is alive again
  static long takeOver(Sql sql, long replicaNo) throws SQLException {
    return sql.together(() -> {
      int taken =
          sql.update(
              "UPDATE replica SET state = 'gone', epoch = epoch + 1 WHERE replica_no = ? AND state"
                  + " = 'alive' AND seen_at < clock_timestamp() - ? * interval '1 millisecond'",
              replicaNo,
              PostgresLimits.TAKEN_OVER_AFTER.toMillis());
      return taken == 0 ? -1L : (long) fence(sql, replicaNo);
    });
  }

  /// Gives up a replica because it ends or joins again.
  static void leave(Sql sql, long replicaNo) throws SQLException {
    sql.update(
        "UPDATE replica SET state = 'gone', epoch = epoch + 1 WHERE replica_no = ? AND state ="
            + " 'alive'",
        replicaNo);
    fence(sql, replicaNo);
    Notice.send(sql, Notice.MEMBERS, List.of());
  }

  /// The rows of the lanes come first: a group in progress is stored before, or not at all.
  private static int fence(Sql sql, long replicaNo) throws SQLException {
    sql.update("UPDATE lane SET epoch = epoch + 1 WHERE replica_no = ?", replicaNo);
    StoredRows.fold(sql, replicaNo);
    UsageRows.leave(sql, replicaNo);
    int left = sql.update("UPDATE run SET owner = NULL WHERE owner = ? AND unfinished", replicaNo);
    if (left > 0) {
      Notice.send(sql, Notice.FREED, List.of());
    }
    return left;
  }

  /// Deletes the rows of replicas that left long ago, and inputs that nobody waits for.
  public static void purge(Sql sql) throws SQLException {
    UsageRows.purge(sql);
    sql.update(
        "DELETE FROM inbox WHERE put_at < clock_timestamp() - ? * interval '1 millisecond'",
        PostgresLimits.INPUTS_KEPT.toMillis());
    sql.update(
        "WITH gone AS (DELETE FROM replica WHERE state = 'gone' AND seen_at < clock_timestamp() -"
            + " ? * interval '1 millisecond' RETURNING replica_no) DELETE FROM lane WHERE"
            + " replica_no IN (SELECT replica_no FROM gone)",
        PostgresLimits.GONE_KEPT.toMillis());
  }

  /// A description of how durable acknowledged writes are; warns of settings that can lose them.
  public static String durability(Sql sql, Durability durability) throws SQLException {
    String fsync = setting(sql, "fsync");
    String pages = setting(sql, "full_page_writes");
    String given = setting(sql, "synchronous_commit");
    String commit =
        switch (durability) {
          case FULL -> given.equals("off") ? "on" : given;
          case RELAXED -> "off";
        };
    String note =
        "fsync " + fsync + ", full_page_writes " + pages + ", synchronous_commit " + commit;
    if (fsync.equals("off") || pages.equals("off")) {
      LOG.warn("a power failure can damage the database: {} (expected: both on)", note);
      note = "a power failure can damage the database: " + note;
    } else if (commit.equals("off")) {
      LOG.warn(
          "a power failure can lose the last writes: durability is {}", EnumWord.of(durability));
      note = "a power failure can lose the last writes: " + note;
    }
    return note;
  }

  private static String setting(Sql sql, String name) throws SQLException {
    return sql.first(row -> row.getString(1), "SELECT current_setting(?)", name).orElse("");
  }
}
