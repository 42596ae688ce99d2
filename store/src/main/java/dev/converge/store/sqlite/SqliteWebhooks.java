package dev.converge.store.sqlite;

import dev.converge.store.webhook.WebhookDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/// What webhooks need from SQLite. Thread-safe.
///
/// @param writer for writes, together with all others
/// @param readers for reads
record SqliteWebhooks(Writer writer, Readers readers) implements WebhookDatabase {
  private static final String MOVE =
      "INSERT INTO webhook_cursor (webhook_id, run_id, letter, sequence, stored)"
          + " SELECT w.id, NEW.run_id, 0, %s, NEW.last_sequence FROM webhook w"
          + " WHERE w.tenant = (SELECT name FROM tenant WHERE tenant_no = NEW.tenant_no)"
          + " AND w.job_id IN ('', (SELECT job_id FROM job WHERE job_no = NEW.job_no))"
          + " AND w.ended_at = 0"
          + " ON CONFLICT (webhook_id, run_id, letter) DO UPDATE SET stored = excluded.stored; END";
  private static final String FOLLOW_NEW =
      "CREATE TRIGGER IF NOT EXISTS webhooks_hear_of_new_run AFTER INSERT ON run"
          + " WHEN NEW.replay_of IS NULL BEGIN "
          + MOVE.formatted("0");
  private static final String FOLLOW =
      "CREATE TRIGGER IF NOT EXISTS webhooks_hear_of_run AFTER UPDATE OF last_sequence ON run"
          + " WHEN NEW.replay_of IS NULL BEGIN "
          + MOVE.formatted("OLD.last_sequence");

  /// A write that shares a transaction with others.
  private static final class WorkWrite<R> extends Write<R> {
    private final Work<R> work;
    private final R otherwise;

    WorkWrite(long bytes, Work<R> work, R otherwise, Consumer<? super R> done) {
      super(bytes, done);
      this.work = work;
      this.otherwise = otherwise;
    }

    @Override
    R apply(WriteSession session) throws SQLException {
      return session.statements().with(work);
    }

    @Override
    R unavailable(String message) {
      return otherwise;
    }
  }

  @Override
  public <R> R read(Work<R> work) {
    return readers.read(statements -> statements.with(work));
  }

  @Override
  public <R> void write(long bytes, Work<R> work, R otherwise, Consumer<? super R> done) {
    writer.submit(new WorkWrite<>(bytes, work, otherwise, done));
  }

  @Override
  public void follow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(FOLLOW_NEW);
      statement.execute(FOLLOW);
    }
  }

  @Override
  public void unfollow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER IF EXISTS webhooks_hear_of_new_run");
      statement.execute("DROP TRIGGER IF EXISTS webhooks_hear_of_run");
    }
  }
}
