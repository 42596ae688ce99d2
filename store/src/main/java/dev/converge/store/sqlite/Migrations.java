package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/// Brings a database to the schema of this version, step by step. Each step has a transaction of
/// its own, but those of a new database have one together, so that it is there with fewer writes.
final class Migrations {
  /// In order; a step that was released is never changed, only followed.
  private static final List<String> STEPS =
      List.of(
          "V1__journal_and_jobs.sql",
          "V2__erasure.sql",
          "V3__what_is_due.sql",
          "V4__admin_log.sql",
          "V5__usage.sql",
          "V6__usage_of_tokens.sql",
          "V7__lists.sql",
          "V8__stored_bytes.sql",
          "V9__put_aside.sql",
          "V10__fewer_writes.sql",
          "V11__webhooks.sql");

  private Migrations() {}

  /// Runs the steps that the database has not seen.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database is of a later version
  static void run(Statements statements, InstantSource clock) throws SQLException {
    statements.execute(
        "CREATE TABLE IF NOT EXISTS schema_version"
            + " (version INTEGER PRIMARY KEY, step TEXT NOT NULL, applied_at INTEGER NOT NULL)"
            + " STRICT");
    long version = statements.number("SELECT coalesce(max(version), 0) FROM schema_version");
    if (version > STEPS.size()) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database schema: version "
              + version
              + " (expected: at most "
              + STEPS.size()
              + "; a later version of converge wrote it: use that version)");
    }
    int together = version == 0 ? STEPS.size() : 1;
    for (int next = (int) version; next < STEPS.size(); next += together) {
      apply(statements, next, next + together, clock);
    }
  }

  private static void apply(Statements statements, int from, int to, InstantSource clock)
      throws SQLException {
    statements.execute("BEGIN IMMEDIATE");
    try {
      for (int step = from; step < to; step++) {
        apply(statements, step + 1, STEPS.get(step), clock);
      }
      statements.execute("COMMIT");
    } catch (SQLException e) {
      statements.execute("ROLLBACK");
      throw e;
    }
  }

  private static void apply(Statements statements, int version, String step, InstantSource clock)
      throws SQLException {
    // The driver runs the first statement of a text only; a step has no `;` but at their ends.
    for (String sql : text(step).split(";\\s*\n", -1)) {
      if (!sql.isBlank()) {
        statements.execute(sql);
      }
    }
    statements
        .of("INSERT INTO schema_version (version, step, applied_at) VALUES (?, ?, ?)")
        .with(version)
        .with(step)
        .with(clock.millis())
        .update();
  }

  private static String text(String step) {
    try (InputStream in = Migrations.class.getResourceAsStream(step)) {
      if (in == null) {
        throw new IllegalStateException("migration: " + step + " (expected: on the class path)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("migration: " + step + " cannot be read", e);
    }
  }
}
