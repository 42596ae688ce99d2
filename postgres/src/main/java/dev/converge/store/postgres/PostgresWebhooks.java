package dev.converge.store.postgres;

import dev.converge.store.postgres.replica.Lanes;
import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.store.webhook.WebhookDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/// What webhooks need from PostgreSQL. Thread-safe.
///
/// @param lanes for writes
/// @param connections for reads
record PostgresWebhooks(Lanes lanes, PostgresConnections connections) implements WebhookDatabase {
  private static final String TRIGGER = "webhooks_hear_of_run";

  @Override
  public <R> R read(Work<R> work) {
    return connections.read(sql -> work.run(sql.connection()));
  }

  @Override
  public <R> void write(long bytes, Work<R> work, R otherwise, Consumer<? super R> done) {
    lanes.submitAside(
        new PostgresWrite.Alone<R>(
            bytes, (sql, _) -> work.run(sql.connection()), _ -> otherwise, done::accept));
  }

  @Override
  public void follow(Connection connection) throws SQLException {
    have(new Sql(connection), true);
  }

  @Override
  public void unfollow(Connection connection) throws SQLException {
    have(new Sql(connection), false);
  }

  /// Waits for writes in progress, so it is called only if something changes.
  static void have(Sql sql, boolean enabled) throws SQLException {
    boolean is =
        sql.first(
                row -> !row.getString(1).equals("D"),
                "SELECT tgenabled::text FROM pg_trigger WHERE tgrelid = 'run'::regclass AND tgname ="
                    + " ?",
                TRIGGER)
            .orElseThrow();
    if (is != enabled) {
      sql.run("ALTER TABLE run " + (enabled ? "ENABLE" : "DISABLE") + " TRIGGER " + TRIGGER);
    }
  }
}
