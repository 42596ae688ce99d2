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

/// The tables of replicas and their lanes, and what a replica asks about the database.
public final class ReplicaRows {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaRows.class);

  /// Takes the lock of the replica that erases and removes what is due.
  static final String SWEEP =
      "SELECT pg_try_advisory_lock(" + 0x636f_6e76 + ", hashtext(current_schema()))";

  /// The number of a run or job has room for so many replicas at a time.
  private static final long NUMBERS = 1L << PostgresNumbers.REPLICA_BITS;

  private ReplicaRows() {}

  /// A replica's number, which is never used again, and the numbers of its lanes, the last of which
  /// is for transactions of their own. All are in epoch 0 until somebody takes it over.
  public record Seat(long replicaNo, List<Long> lanes) {}

  /// A replica that is alive.
  ///
  /// @param unseen how long ago it was seen
  record Peer(long replicaNo, String name, String version, Instant since, Duration unseen) {}

  /// Enters this process as a replica.
  ///
  /// @param before number that it had before, whose runs it gives up; or `null`
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

  /// Whether a replica that is alive makes the same numbers of runs.
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

  /// Says that a replica is there; `false` if it was taken over.
  static boolean beat(Sql sql, long replicaNo) throws SQLException {
    return sql.update(
            "UPDATE replica SET seen_at = clock_timestamp() WHERE replica_no = ? AND epoch = 0"
                + " AND state = 'alive'",
            replicaNo)
        == 1;
  }

  /// The replicas that are alive or were not taken over yet.
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

  /// Takes over a replica that was not seen for a while: what it still writes is not stored, and
  /// its runs are owned by nobody.
  ///
  /// @return how many runs it left, -1 if somebody else was faster or it is there again
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

  /// Gives up a replica, because it ends or joins again.
  static void leave(Sql sql, long replicaNo) throws SQLException {
    sql.update(
        "UPDATE replica SET state = 'gone', epoch = epoch + 1 WHERE replica_no = ? AND state ="
            + " 'alive'",
        replicaNo);
    fence(sql, replicaNo);
    Notice.send(sql, Notice.MEMBERS, List.of());
  }

  /// The rows of the lanes come first: a group that is under way is stored before, or not at all.
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

  /// Deletes what is left of replicas that have long been gone, and inputs that nobody waits for.
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

  /// How sure the database is of what it acknowledged, for people; warns of what can lose it.
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
