package dev.converge.store.postgres.replica;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A notification between replicas through `NOTIFY`: one letter and the ids that it is about.
/// Nothing depends on it, because a replica that missed one polls a second later. Used by one
/// thread at a time.
public final class Notice {
  /// Runs that progressed, each with the sequence of its last event.
  static final char EVENTS = 'e';

  /// Inputs that were answered.
  static final char ANSWERS = 'o';

  /// Runs to which inputs were posted.
  static final char INPUTS = 'i';

  /// Runs that nobody owns.
  static final char FREED = 'f';

  /// Replicas came or went.
  public static final char MEMBERS = 'm';

  /// Replaces ids that do not fit: the receiver must look for itself.
  static final String MANY = "*";

  /// The channel of a schema, as an expression. All schemas of a database share their channels.
  static final String CHANNEL = "'converge_' || hashtext(current_schema())";

  /// PostgreSQL accepts less than 8,000 bytes.
  private static final int MAX_BYTES = 7_900;

  /// Maximum number of texts in one notice. The rest is replaced by [#MANY].
  private static final int MOST_TEXTS = 4;

  private final List<String> full = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final char kind;
  private int bytes;
  private boolean many;

  Notice(char kind) {
    this.kind = kind;
  }

  /// Adds an id, which must not contain a space.
  void add(String id) {
    int more = id.getBytes(StandardCharsets.UTF_8).length + 1;
    if (more > MAX_BYTES || id.indexOf(' ') >= 0) {
      many = true;
      return;
    }
    if (bytes + more > MAX_BYTES) {
      full.add(kind + text.toString());
      text.setLength(0);
      bytes = 0;
      many |= full.size() == MOST_TEXTS;
    }
    text.append(' ').append(id);
    bytes += more;
  }

  /// The texts to send; empty if there is nothing to notify.
  List<String> texts() {
    if (many) {
      return List.of(kind + " " + MANY);
    }
    List<String> all = new ArrayList<>(full);
    if (bytes > 0) {
      all.add(kind + text.toString());
    }
    return all;
  }

  /// Sends the notice now, or with the open transaction.
  public static void send(Sql sql, char kind, List<String> ids) throws SQLException {
    Notice notice = new Notice(kind);
    ids.forEach(notice::add);
    List<String> texts = ids.isEmpty() ? List.of(kind + " " + MANY) : notice.texts();
    for (String text : texts) {
      sql.first(_ -> true, "SELECT pg_notify(" + CHANNEL + ", ?)", text);
    }
  }
}
