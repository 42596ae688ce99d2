package dev.converge.engine.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Webhooks, and how far each has delivered the events of each run. A transaction that stores
/// events of a run also moves its cursors, so no event is forgotten between being stored and being
/// sent. Without a webhook nothing is done. Thread-safe. Methods that change something never block,
/// and call back as [Journal#append] does. Methods that read block for I/O.
public interface WebhookStore {
  /// Maximum number of webhooks, cursors or undeliverable events on one page.
  int MAX_PAGE = 1_000;

  /// The outcome of a change.
  enum Change {
    /// The change is durable.
    DONE,
    /// The object of the change does not exist, or has changed in the meantime.
    NOTHING,
    /// The store failed, and a retry may help.
    UNAVAILABLE
  }

  /// How far a webhook has delivered the events of a run: everything up to `sequence` has been
  /// delivered, and `stored` is the last event to deliver.
  ///
  /// @param letter sequence of the single event that this cursor is about, which could not be
  ///   delivered before; 0 for the run itself
  /// @param attempts number of failed attempts for the next event
  /// @param failingSince time of the first failed attempt; the epoch if none failed
  /// @param notBefore time of the next attempt
  record Cursor(
      String webhookId,
      String runId,
      long letter,
      long sequence,
      long stored,
      int attempts,
      Instant failingSince,
      Instant notBefore) {
    /// Truncates the times to milliseconds.
    public Cursor {
      failingSince = failingSince.truncatedTo(ChronoUnit.MILLIS);
      notBefore = notBefore.truncatedTo(ChronoUnit.MILLIS);
    }

    /// For a run from a sequence on.
    static Cursor from(String webhookId, String runId, long sequence, long stored) {
      return new Cursor(webhookId, runId, 0, sequence, stored, 0, Instant.EPOCH, Instant.EPOCH);
    }

    /// For an event that was given up before.
    static Cursor again(String webhookId, Letter letter) {
      return new Cursor(
          webhookId,
          letter.runId(),
          letter.sequence(),
          letter.sequence() - 1,
          letter.sequence(),
          0,
          Instant.EPOCH,
          Instant.EPOCH);
    }

    /// The cursor after everything up to a sequence was delivered.
    public Cursor told(long to) {
      return new Cursor(webhookId, runId, letter, to, stored, 0, Instant.EPOCH, Instant.EPOCH);
    }

    /// The cursor after the next event could not be delivered.
    public Cursor failed(Instant at, Instant again) {
      Instant since = attempts == 0 ? at : failingSince;
      return new Cursor(webhookId, runId, letter, sequence, stored, attempts + 1, since, again);
    }

    /// The cursor with more to deliver.
    Cursor grown(long to) {
      return new Cursor(webhookId, runId, letter, sequence, to, attempts, failingSince, notBefore);
    }
  }

  /// An event to deliver.
  record Due(Webhook webhook, Cursor cursor) {}

  /// An undeliverable event, which is not retried unless somebody requests it.
  ///
  /// @param runId of the event's run
  /// @param sequence of the event
  /// @param attempts number of failed attempts
  /// @param at when it was given up; kept in milliseconds
  /// @param error the last error
  record Letter(String runId, long sequence, int attempts, Instant at, String error) {
    /// Truncates the time to milliseconds.
    public Letter {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /// The id of the event.
    public EventId event() {
      return new EventId(runId, sequence);
    }
  }

  /// Adds webhooks atomically. Existing ones do not change. Each reports what is stored from then
  /// on.
  void add(List<Webhook> webhooks, Consumer<Change> done);

  /// Whether there is a webhook that has not ended. Quick.
  boolean any();

  /// The webhooks for every job of a tenant, in the order in which they were added.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Webhook> standing(String tenant, int limit);

  /// The webhook of a tenant with an id, for one job or for every job.
  Optional<Webhook> webhook(String tenant, String id);

  /// Removes a webhook with its cursors and undeliverable events.
  void remove(String tenant, String id, Consumer<Change> done);

  /// Ends a webhook: what has not been delivered by now never will be.
  void end(String id, Webhook.Ended how, Consumer<Change> done);

  /// The events to deliver now that this server may deliver, those that have waited longest first.
  ///
  /// @param server that delivers
  /// @param each maximum number for one webhook
  /// @param limit from 1 to [#MAX_PAGE]
  List<Due> due(String server, Instant now, int each, int limit);

  /// Lets only one server deliver for a webhook until a time, unless another one already does.
  void claim(String id, String server, Instant now, Instant until, Consumer<Change> done);

  /// Moves a cursor on from where it was read. A cursor about a single event is deleted once that
  /// is delivered.
  ///
  /// @param from as it was read; nothing is done if it has moved since
  void move(Cursor from, Cursor to, Consumer<Change> done);

  /// Gives up an event: it becomes undeliverable, and its run continues with the next events.
  ///
  /// @param from as it was read; nothing is done if it has moved since
  void giveUp(Cursor from, Letter letter, Consumer<Change> done);

  /// The undeliverable events of a webhook, in the order in which they were given up.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Letter> letters(String webhookId, int limit);

  /// Delivers undeliverable events again, as if for the first time.
  ///
  /// @param event to deliver, or `null` for all
  /// @param done receives their number; -1 if the store failed
  void sendAgain(String webhookId, @Nullable EventId event, Consumer<Integer> done);

  /// Deletes cursors of runs and webhooks that no longer exist, and webhooks of jobs that do not
  /// exist or were erased.
  ///
  /// @param addedBefore webhooks of jobs that were added later are kept, because their jobs may
  ///   still be created
  /// @param limit maximum number of each
  void tidy(Instant addedBefore, int limit, Consumer<Change> done);

  /// Checks the size of a page.
  ///
  /// @throws IllegalArgumentException if it is out of range
  static void requirePage(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
    }
  }
}
