package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.PostgresNumbers;
import dev.converge.store.postgres.replica.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/// Migrates a database to the schema of this version. Each step runs in a transaction, and only one
/// server migrates at a time.
final class PostgresSchema {
  /// A step, and the oldest schema version whose servers are compatible with it.
  record Step(String file, int oldestServer) {}

  /// In order. A released step never changes; new steps are appended.
  private static final List<Step> STEPS =
      List.of(
          new Step("V1__journal_and_jobs.sql", 1),
          new Step("V2__api_keys.sql", 1),
          new Step("V3__put_aside.sql", 3),
          new Step("V4__webhooks.sql", 3),
          new Step("V5__replicas.sql", 5),
          new Step("V6__shared_quotas.sql", 5),
          new Step("V7__reserved.sql", 5));

  private static final long LOCK = 0x636f_6e76_6572_6765L;

  private static final String VERSIONS =
      "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, step text NOT NULL,"
          + " oldest_server integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT"
          + " clock_timestamp())";

  private PostgresSchema() {}

  /// Checks whether a database can be used, without changing it.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database needs a later version of the
  ///   server
  static void requireKnown(Sql sql) throws SQLException {
    boolean there =
        sql.first(row -> row.getBoolean(1), "SELECT to_regclass('schema_version') IS NOT NULL")
            .orElse(false);
    if (there) {
      int version = number(sql, "SELECT coalesce(max(version), 0) FROM schema_version");
      requireNew(
          version, number(sql, "SELECT coalesce(max(oldest_server), 0) FROM schema_version"));
    }
  }

  /// Runs the steps that the database does not have yet.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database needs a later version of the
  ///   server, or keeps texts in another encoding than UTF-8
  static void bring(Sql sql, LocalDate today) throws SQLException {
    requireEncoding(sql);
    // The first server on an empty database takes a while.
    sql.run("SET lock_timeout = " + PostgresLimits.SCHEMA_PATIENCE.toMillis());
    sql.first(_ -> true, "SELECT pg_advisory_lock(?)", LOCK);
    sql.run("SET lock_timeout = " + PostgresLimits.LOCK_PATIENCE.toMillis());
    try {
      sql.run(VERSIONS);
      int version = number(sql, "SELECT coalesce(max(version), 0) FROM schema_version");
      requireKnown(sql);
      for (int next = version; next < STEPS.size(); next++) {
        apply(sql, next + 1, STEPS.get(next));
      }
      partitions(sql, today);
    } finally {
      sql.first(_ -> true, "SELECT pg_advisory_unlock(?)", LOCK);
      sql.run("SET lock_timeout = 0");
    }
  }

  private static void requireEncoding(Sql sql) throws SQLException {
    String encoding = sql.first(row -> row.getString(1), "SHOW server_encoding").orElse("");
    if (!encoding.equals("UTF8")) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "encoding of the database: " + encoding + " (expected: UTF8; createdb -E UTF8)");
    }
  }

  private static void requireNew(int version, int oldest) {
    if (oldest > STEPS.size()) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database schema: version "
              + version
              + ", for servers of version "
              + oldest
              + " and later (expected: at most "
              + STEPS.size()
              + "; a later version of converge changed it, so use that one)");
    }
  }

  private static int number(Sql sql, String query) throws SQLException {
    return sql.first(row -> row.getInt(1), query).orElseThrow();
  }

  private static void apply(Sql sql, int version, Step step) throws SQLException {
    sql.together(() -> {
      sql.run(text(step.file()));
      return sql.update(
          "INSERT INTO schema_version (version, step, oldest_server) VALUES (?, ?, ?)",
          version,
          step.file(),
          step.oldestServer());
    });
  }

  /// Creates the partitions of the journal for this month and the following ones.
  static void partitions(Sql sql, LocalDate today) throws SQLException {
    for (int i = 0; i <= PostgresLimits.MONTHS_AHEAD; i++) {
      partition(sql, YearMonth.from(today).plusMonths(i));
    }
  }

  /// Creates the partition of the journal for a month, if it is missing. Moves rows of that month
  /// from the default partition to it.
  static void partition(Sql sql, YearMonth month) throws SQLException {
    String name = "journal_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
    boolean there =
        sql.first(row -> row.getBoolean(1), "SELECT to_regclass(?) IS NOT NULL", name)
            .orElse(false);
    if (there) {
      return;
    }
    long from = number(month.atDay(1));
    long to = number(month.plusMonths(1).atDay(1));
    sql.together(() -> {
      // Nobody can write there meanwhile, so no row of the month stays behind.
      sql.run("LOCK TABLE journal_default IN ACCESS EXCLUSIVE MODE");
      sql.run("CREATE TABLE %s (LIKE journal INCLUDING ALL)".formatted(name));
      sql.run(
          ("WITH moved AS (DELETE FROM journal_default WHERE run_no >= %d AND run_no < %d"
                  + " RETURNING *) INSERT INTO %s SELECT * FROM moved")
              .formatted(from, to, name));
      sql.run(
          "ALTER TABLE journal ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)"
              .formatted(name, from, to));
      return true;
    });
  }

  private static long number(LocalDate day) {
    return PostgresNumbers.from(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }

  private static String text(String step) {
    try (InputStream in = PostgresSchema.class.getResourceAsStream(step)) {
      if (in == null) {
        throw new IllegalStateException("schema step: " + step + " (expected: on the class path)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("schema step: " + step + " cannot be read", e);
    }
  }
}
