package dev.converge.store.postgres.replica;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What replicas tell each other through `NOTIFY`: one letter, and the ids it is about. Nothing
/// depends on it, because whoever was not told looks for itself a second later. Used by one thread
/// at a time.
public final class Notice {
  /// Runs that moved on, each with the sequence of its last event.
  static final char EVENTS = 'e';

  /// Inputs that were answered.
  static final char ANSWERS = 'o';

  /// Runs to which inputs were posted.
  static final char INPUTS = 'i';

  /// Runs that nobody owns.
  static final char FREED = 'f';

  /// Replicas came or went.
  public static final char MEMBERS = 'm';

  /// Instead of ids that do not fit: look for yourself.
  static final String MANY = "*";

  /// The channel of a schema, as an expression; channels are shared by all schemas of a database.
  static final String CHANNEL = "'converge_' || hashtext(current_schema())";

  /// PostgreSQL takes less than 8,000 bytes.
  private static final int MAX_BYTES = 7_900;

  private final StringBuilder text = new StringBuilder();
  private final char kind;
  private int bytes;
  private boolean many;

  Notice(char kind) {
    this.kind = kind;
    text.append(kind);
  }

  /// Adds an id, which has no space in it.
  void add(String id) {
    bytes += id.getBytes(StandardCharsets.UTF_8).length + 1;
    if (bytes > MAX_BYTES || id.indexOf(' ') >= 0) {
      many = true;
    } else {
      text.append(' ').append(id);
    }
  }

  /// The text to send; empty if there is nothing to tell.
  Optional<String> text() {
    if (bytes == 0) {
      return Optional.empty();
    }
    return Optional.of(many ? kind + " " + MANY : text.toString());
  }

  /// Tells now, or with the transaction that is open.
  public static void send(Sql sql, char kind, List<String> ids) throws SQLException {
    Notice notice = new Notice(kind);
    ids.forEach(notice::add);
    sql.first(
        _ -> true, "SELECT pg_notify(" + CHANNEL + ", ?)", notice.text().orElse(kind + " " + MANY));
  }
}
