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
/// can be changed or left out unnoticed. Thread-safe.
public interface AdminLog {
  /// The hash before the first entry.
  String START = "0".repeat(64);

  /// The most entries on one page.
  int MAX_PAGE = 1_000;

  /// Something that somebody did or tried.
  ///
  /// @param at when; kept in milliseconds
  /// @param tenant whose it was
  /// @param actor who did it
  /// @param asserted whether the name was only given, not authenticated
  /// @param what the name of the operation, such as `erase_job`
  /// @param target id of what it was done to; empty if it names nothing
  /// @param outcome what became of it
  /// @param detail more about it, for people; empty if there is nothing to say
  record Act(
      Instant at,
      String tenant,
      String actor,
      boolean asserted,
      String what,
      String target,
      Outcome outcome,
      String detail) {
    /// Cuts the time to milliseconds, as it is stored.
    public Act {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// What became of an act.
  enum Outcome {
    /// It was done.
    DONE,
    /// It was refused, because the caller is not allowed to do it.
    REFUSED,
    /// It failed.
    FAILED
  }

  /// An act in the log.
  ///
  /// @param sequence in the log, from 1, without gaps
  /// @param line the entry as canonical JSON, with the hash of the entry before and its own
  record Entry(long sequence, String line) {
    /// The entry that follows another one, or none.
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

    /// Whose it is.
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

  /// Adds an act to the log; `done` is called as by [Journal#append], with whether it is durable.
  void record(Act act, Consumer<Boolean> done);

  /// Entries after a sequence, oldest first; blocks for I/O.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Entry> entries(long after, int limit);
}
