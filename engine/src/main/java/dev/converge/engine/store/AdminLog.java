package dev.converge.engine.store;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The administrative log: who did or tried what on this server, chained by hashes so that no entry
/// can be changed or removed unnoticed. Thread-safe.
public interface AdminLog {
  /// The hash before the first entry.
  String START = "0".repeat(64);

  /// Maximum number of entries on one page.
  int MAX_PAGE = 1_000;

  /// Something that somebody did or tried.
  ///
  /// @param at when; kept in milliseconds
  /// @param tenant that it belongs to
  /// @param actor the person or program that did it
  /// @param asserted whether the name was only claimed, not authenticated
  /// @param what name of the operation, such as `erase_job`
  /// @param target id of the object of the operation; empty if it has none
  /// @param outcome of the operation
  /// @param detail further information for people; can be empty
  record Act(
      Instant at,
      String tenant,
      String actor,
      boolean asserted,
      String what,
      String target,
      Outcome outcome,
      String detail) {
    /// Truncates the time to milliseconds, as it is stored.
    public Act {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// The outcome of an act.
  enum Outcome {
    /// It was done.
    DONE,
    /// It was refused, because the caller is not allowed to do it.
    REFUSED,
    /// It failed.
    FAILED
  }

  /// An entry: an act in the log.
  ///
  /// @param sequence in the log, starting at 1, without gaps
  /// @param line the entry as canonical JSON, with the hash of the previous entry and its own
  record Entry(long sequence, String line) {
    /// The entry after another one, or the first one.
    public static Entry after(@Nullable Entry before, Act act) {
      long sequence = before == null ? 1 : before.sequence() + 1;
      String previous = before == null ? START : before.hash();
      String unsealed = json(sequence, act, previous, null);
      return new Entry(sequence, json(sequence, act, previous, Digest.of(unsealed)));
    }

    private static String json(long sequence, Act act, String previous, @Nullable String hash) {
      CanonicalWriter out = new CanonicalWriter(512);
      out.open()
          .field("actor", act.actor())
          .field("asserted", act.asserted())
          .field("at", Times.format(act.at()))
          .field("detail", act.detail())
          .field("hash", hash)
          .field("outcome", EnumWord.of(act.outcome()))
          .field("previous", previous)
          .field("sequence", sequence)
          .field("target", act.target())
          .field("tenant", act.tenant())
          .field("what", act.what())
          .close();
      return new String(out.bytes(), StandardCharsets.UTF_8);
    }

    /// The entry's own hash.
    public String hash() {
      return text("hash");
    }

    /// The tenant that it belongs to.
    public String tenant() {
      return text("tenant");
    }

    private String text(String name) {
      return ((Json.Str) ((Json.Obj) Json.parse(line)).get(name).orElseThrow()).value();
    }
  }

  /// Checks the size of a page.
  ///
  /// @throws IllegalArgumentException if it is not from 1 to [#MAX_PAGE]
  static void requirePage(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
    }
  }

  /// Adds an act to the log. `done` is called as by [Journal#append] and receives whether it is
  /// durable.
  void record(Act act, Consumer<Boolean> done);

  /// Entries after a sequence, oldest first. Blocks for I/O.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Entry> entries(long after, int limit);
}
