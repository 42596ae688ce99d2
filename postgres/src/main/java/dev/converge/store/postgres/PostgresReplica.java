package dev.converge.store.postgres;

import dev.converge.core.text.EnumWord;
import dev.converge.store.Durability;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a server writes about itself when it starts, and what it asks about the database.
final class PostgresReplica {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresReplica.class);

  private PostgresReplica() {}

  /// Enters this process as a server of the database.
  ///
  /// @return its number, which is never used again
  static long register(Sql sql) throws SQLException {
    return sql.first(
            row -> row.getLong(1),
            "INSERT INTO replica (name, version) VALUES (?, ?) RETURNING replica_no",
            "converge-" + ProcessHandle.current().pid(),
            String.valueOf(PostgresReplica.class.getPackage().getImplementationVersion()))
        .orElseThrow();
  }

  /// Makes a lane for a server, in epoch 0.
  ///
  /// @return its number
  static long lane(Sql sql, long replicaNo) throws SQLException {
    return sql.first(
            row -> row.getLong(1),
            "INSERT INTO lane (replica_no, epoch, batch) VALUES (?, 0, 0) RETURNING lane_no",
            replicaNo)
        .orElseThrow();
  }

  /// How sure the database is of what it acknowledged, for people; warns of what can lose it.
  static String durability(Sql sql, Durability durability) throws SQLException {
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
      LOG.warn("a loss of power can damage the database: {} (expected: both on)", note);
      note = "a loss of power can damage the database: " + note;
    } else if (commit.equals("off")) {
      LOG.warn(
          "a loss of power can lose the last writes: durability is {}", EnumWord.of(durability));
      note = "a loss of power can lose the last writes: " + note;
    }
    return note;
  }

  private static String setting(Sql sql, String name) throws SQLException {
    return sql.first(row -> row.getString(1), "SELECT current_setting(?)", name).orElse("");
  }
}
