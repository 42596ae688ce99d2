package dev.converge.store.webhook;

import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Webhooks in a database. Thread-safe.
///
/// @param database that contains them
public record SqlWebhooks(WebhookDatabase database) implements WebhookStore {
  private static final String ADD =
      "INSERT INTO webhook (id, tenant, job_id, url, tells, secret, description, created_by,"
          + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
  private static final String STANDING =
      "SELECT "
          + WebhookRows.WEBHOOK
          + " FROM webhook w WHERE w.tenant = ? AND w.job_id = '' ORDER BY w.created_at, w.id"
          + " LIMIT ?";
  private static final String FIND =
      "SELECT " + WebhookRows.WEBHOOK + " FROM webhook w WHERE w.tenant = ? AND w.id = ?";
  private static final String REMOVE = "DELETE FROM webhook WHERE tenant = ? AND id = ?";
  private static final String FORGET = "DELETE FROM webhook_cursor WHERE webhook_id = ?";
  private static final String FORGET_LIVING =
      "DELETE FROM webhook_cursor WHERE webhook_id = ? AND dead = 0";
  private static final String ANY = "SELECT 1 FROM webhook WHERE ended_at = 0 LIMIT 1";
  private static final String END =
      "UPDATE webhook SET ended_at = ?, ended_because = ? WHERE id = ? AND ended_at = 0";
  // Each webhook gets a share, so that one that hangs does not hide the others.
  private static final String DUE =
      "SELECT "
          + WebhookRows.WEBHOOK
          + ", "
          + WebhookRows.CURSOR
          + " FROM (SELECT *, row_number() OVER (PARTITION BY webhook_id ORDER BY not_before,"
          + " run_id, letter) AS place FROM webhook_cursor WHERE sequence < stored AND dead = 0 AND"
          + " not_before <= ?) c JOIN webhook w ON w.id = c.webhook_id WHERE c.place <= ? AND"
          + " w.ended_at = 0 AND (w.server = ? OR w.server_until <= ?) ORDER BY c.not_before"
          + " LIMIT ?";
  private static final String CLAIM =
      "UPDATE webhook SET server = ?, server_until = ? WHERE id = ? AND (server = ? OR"
          + " server_until <= ?)";
  private static final String FROM =
      " WHERE webhook_id = ? AND run_id = ? AND letter = ? AND sequence = ? AND attempts = ? AND"
          + " dead = 0";
  private static final String MOVE =
      "UPDATE webhook_cursor SET sequence = ?, attempts = ?, failing_since = ?, not_before = ?"
          + FROM;
  private static final String TOLD = "DELETE FROM webhook_cursor" + FROM;
  private static final String GIVE_UP =
      "INSERT INTO webhook_cursor (webhook_id, run_id, letter, sequence, stored, attempts,"
          + " failing_since, dead, error) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (webhook_id,"
          + " run_id, letter) DO UPDATE SET attempts = excluded.attempts, failing_since ="
          + " excluded.failing_since, not_before = 0, dead = 1, error = excluded.error";
  private static final String LETTERS =
      "SELECT run_id, letter, attempts, failing_since, error FROM webhook_cursor WHERE webhook_id ="
          + " ? AND dead = 1 ORDER BY failing_since, run_id, letter LIMIT ?";
  private static final String AGAIN =
      "UPDATE webhook_cursor SET dead = 0, attempts = 0, failing_since = 0, not_before = 0, error ="
          + " '' WHERE webhook_id = ? AND dead = 1";
  private static final String OF_EVENT = " AND run_id = ? AND letter = ?";
  private static final String TIDY_CURSORS =
      "DELETE FROM webhook_cursor WHERE (webhook_id, run_id, letter) IN (SELECT c.webhook_id,"
          + " c.run_id, c.letter FROM webhook_cursor c WHERE NOT EXISTS (SELECT 1 FROM run WHERE"
          + " run.run_id = c.run_id) OR NOT EXISTS (SELECT 1 FROM webhook w WHERE w.id ="
          + " c.webhook_id) LIMIT ?)";
  private static final String TIDY_WEBHOOKS =
      "DELETE FROM webhook WHERE id IN (SELECT w.id FROM webhook w WHERE w.job_id <> '' AND"
          + " w.created_at < ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.job_id = w.job_id AND"
          + " job.erased_at IS NULL) LIMIT ?)";
  private static final int ROW_BYTES = 256;

  private void write(long bytes, WebhookDatabase.Work<Change> work, Consumer<Change> done) {
    database.write(bytes + ROW_BYTES, work, Change.UNAVAILABLE, done);
  }

  private static Change changed(int rows) {
    return rows > 0 ? Change.DONE : Change.NOTHING;
  }

  @Override
  public void add(List<Webhook> added, Consumer<Change> done) {
    List<Webhook> copy = List.copyOf(added);
    write(
        (long) ROW_BYTES * copy.size(),
        connection -> {
          for (Webhook webhook : copy) {
            WebhookRows.update(
                connection,
                ADD,
                webhook.id(),
                webhook.tenant(),
                webhook.jobId(),
                webhook.url(),
                WebhookRows.words(webhook.tells()),
                webhook.secret(),
                webhook.description(),
                webhook.createdBy(),
                webhook.createdAt().toEpochMilli());
          }
          database.follow(connection);
          return Change.DONE;
        },
        done);
  }

  @Override
  public boolean any() {
    return database.read(SqlWebhooks::any);
  }

  private static boolean any(Connection connection) throws SQLException {
    return !WebhookRows.all(connection, row -> row.getInt(1), ANY).isEmpty();
  }

  @Override
  public List<Webhook> standing(String tenant, int limit) {
    WebhookStore.requirePage(limit);
    return database.read(
        connection -> WebhookRows.all(connection, WebhookRows::webhook, STANDING, tenant, limit));
  }

  @Override
  public Optional<Webhook> webhook(String tenant, String id) {
    return database
        .read(connection -> WebhookRows.all(connection, WebhookRows::webhook, FIND, tenant, id))
        .stream()
        .findFirst();
  }

  @Override
  public void remove(String tenant, String id, Consumer<Change> done) {
    write(
        0,
        connection -> {
          int removed = WebhookRows.update(connection, REMOVE, tenant, id);
          if (removed > 0) {
            WebhookRows.update(connection, FORGET, id);
            unfollow(connection);
          }
          return changed(removed);
        },
        done);
  }

  /// Appends cost more only while there is a webhook.
  private void unfollow(Connection connection) throws SQLException {
    if (!any(connection)) {
      database.unfollow(connection);
    }
  }

  @Override
  public void end(String id, Webhook.Ended how, Consumer<Change> done) {
    write(
        how.because().length(),
        connection -> {
          int ended =
              WebhookRows.update(connection, END, how.at().toEpochMilli(), how.because(), id);
          if (ended > 0) {
            WebhookRows.update(connection, FORGET_LIVING, id);
            unfollow(connection);
          }
          return changed(ended);
        },
        done);
  }

  @Override
  public List<Due> due(String server, Instant now, int each, int limit) {
    WebhookStore.requirePage(limit);
    long millis = now.toEpochMilli();
    return database.read(connection ->
        WebhookRows.all(connection, WebhookRows::due, DUE, millis, each, server, millis, limit));
  }

  @Override
  public void claim(String id, String server, Instant now, Instant until, Consumer<Change> done) {
    write(
        0,
        connection ->
            changed(
                WebhookRows.update(
                    connection,
                    CLAIM,
                    server,
                    until.toEpochMilli(),
                    id,
                    server,
                    now.toEpochMilli())),
        done);
  }

  @Override
  public void move(Cursor from, Cursor to, Consumer<Change> done) {
    write(0, connection -> changed(moved(connection, from, to)), done);
  }

  private static int moved(Connection connection, Cursor from, Cursor to) throws SQLException {
    if (to.letter() != 0 && to.sequence() == to.stored()) {
      return WebhookRows.update(
          connection,
          TOLD,
          from.webhookId(),
          from.runId(),
          from.letter(),
          from.sequence(),
          from.attempts());
    }
    return WebhookRows.update(
        connection,
        MOVE,
        to.sequence(),
        to.attempts(),
        to.failingSince().toEpochMilli(),
        to.notBefore().toEpochMilli(),
        from.webhookId(),
        from.runId(),
        from.letter(),
        from.sequence(),
        from.attempts());
  }

  @Override
  public void giveUp(Cursor from, Letter letter, Consumer<Change> done) {
    write(
        letter.error().length(),
        connection -> {
          int moved = moved(connection, from, from.told(letter.sequence()));
          if (moved > 0) {
            WebhookRows.update(
                connection,
                GIVE_UP,
                from.webhookId(),
                letter.runId(),
                letter.sequence(),
                letter.sequence() - 1,
                letter.sequence(),
                letter.attempts(),
                letter.at().toEpochMilli(),
                letter.error());
          }
          return changed(moved);
        },
        done);
  }

  @Override
  public List<Letter> letters(String webhookId, int limit) {
    WebhookStore.requirePage(limit);
    return database.read(
        connection -> WebhookRows.all(connection, WebhookRows::letter, LETTERS, webhookId, limit));
  }

  @Override
  public void sendAgain(String webhookId, @Nullable EventId event, Consumer<Integer> done) {
    database.write(
        ROW_BYTES,
        connection ->
            event == null
                ? WebhookRows.update(connection, AGAIN, webhookId)
                : WebhookRows.update(
                    connection, AGAIN + OF_EVENT, webhookId, event.runId(), event.sequence()),
        -1,
        done);
  }

  @Override
  public void tidy(Instant addedBefore, int limit, Consumer<Change> done) {
    write(
        0,
        connection -> {
          int webhooks =
              WebhookRows.update(connection, TIDY_WEBHOOKS, addedBefore.toEpochMilli(), limit);
          int cursors = WebhookRows.update(connection, TIDY_CURSORS, limit);
          if (webhooks > 0) {
            unfollow(connection);
          }
          return changed(webhooks + cursors);
        },
        done);
  }
}
