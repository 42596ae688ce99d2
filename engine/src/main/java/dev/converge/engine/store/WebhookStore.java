package dev.converge.engine.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Webhooks, and how far each has told of each run. Whatever is stored of a run moves its cursors
/// in the same transaction, so no event is forgotten between being stored and being sent; without a
/// webhook nothing is done. Thread-safe. What changes something never blocks, and calls back as
/// [Journal#append] does; what reads blocks for I/O.
public interface WebhookStore {
  /// The most webhooks, cursors or letters on one page.
  int MAX_PAGE = 1_000;

  /// What became of a change.
  enum Change {
    /// It is durable.
    DONE,
    /// What was to be changed is not there, or is another by now.
    NOTHING,
    /// The store could not, and trying again may help.
    UNAVAILABLE
  }

  /// How far a webhook has told of a run: it told of all events to `sequence`, and `stored` is the
  /// last one that there is to tell of.
  ///
  /// @param letter sequence of the one event that this is about, which could not be told before; 0
  ///   for the run as it goes on
  /// @param attempts that failed for the next event
  /// @param failingSince when the first of them was; the epoch if none failed
  /// @param notBefore when it may be tried again
  record Cursor(
      String webhookId,
      String runId,
      long letter,
      long sequence,
      long stored,
      int attempts,
      Instant failingSince,
      Instant notBefore) {
    /// Cuts the times to milliseconds.
    public Cursor {
      failingSince = failingSince.truncatedTo(ChronoUnit.MILLIS);
      notBefore = notBefore.truncatedTo(ChronoUnit.MILLIS);
    }

    /// Of a run from a sequence on.
    static Cursor from(String webhookId, String runId, long sequence, long stored) {
      return new Cursor(webhookId, runId, 0, sequence, stored, 0, Instant.EPOCH, Instant.EPOCH);
    }

    /// Of an event that was given up before.
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

    /// Where it is when everything to a sequence was told.
    public Cursor told(long to) {
      return new Cursor(webhookId, runId, letter, to, stored, 0, Instant.EPOCH, Instant.EPOCH);
    }

    /// Where it is when the next event could not be told.
    public Cursor failed(Instant at, Instant again) {
      Instant since = attempts == 0 ? at : failingSince;
      return new Cursor(webhookId, runId, letter, sequence, stored, attempts + 1, since, again);
    }

    /// The same with more to tell of.
    Cursor grown(long to) {
      return new Cursor(webhookId, runId, letter, sequence, to, attempts, failingSince, notBefore);
    }
  }

  /// Something to tell.
  record Due(Webhook webhook, Cursor cursor) {}

  /// An event that could not be told, and is not tried any more unless somebody asks for it.
  ///
  /// @param runId of the event's run
  /// @param sequence of the event
  /// @param attempts that failed
  /// @param at when it was given up; kept in milliseconds
  /// @param error what went wrong last
  record Letter(String runId, long sequence, int attempts, Instant at, String error) {
    /// Cuts the time to milliseconds.
    public Letter {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /// Which event it is.
    public EventId event() {
      return new EventId(runId, sequence);
    }
  }

  /// Adds webhooks, all or none; those that are there stay as they are. Each tells of what is
  /// stored from then on.
  void add(List<Webhook> webhooks, Consumer<Change> done);

  /// Whether there is a webhook that has not ended. Quick.
  boolean any();

  /// The webhooks for every job of a tenant, in the order in which they were added.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Webhook> standing(String tenant, int limit);

  /// The webhook of a tenant with an id, of one job or for every job.
  Optional<Webhook> webhook(String tenant, String id);

  /// Removes a webhook with its cursors and letters.
  void remove(String tenant, String id, Consumer<Change> done);

  /// Ends a webhook: what was not told by now is not told any more.
  void end(String id, Webhook.Ended how, Consumer<Change> done);

  /// What is to be told now and that this server may tell, those that wait longest first.
  ///
  /// @param server that asks
  /// @param each the most of one webhook
  /// @param limit from 1 to [#MAX_PAGE]
  List<Due> due(String server, Instant now, int each, int limit);

  /// Has a server alone tell for a webhook until a time, unless another one does.
  void claim(String id, String server, Instant now, Instant until, Consumer<Change> done);

  /// Moves a cursor on from where it was read. A cursor about one event is gone once that is told.
  ///
  /// @param from as it was read; nothing is done if it has moved since
  void move(Cursor from, Cursor to, Consumer<Change> done);

  /// Gives an event up: it becomes a letter, and its run goes on with what follows.
  ///
  /// @param from as it was read; nothing is done if it has moved since
  void giveUp(Cursor from, Letter letter, Consumer<Change> done);

  /// The letters of a webhook, those given up first at the beginning.
  ///
  /// @param limit from 1 to [#MAX_PAGE]
  List<Letter> letters(String webhookId, int limit);

  /// Has letters told again, as if for the first time.
  ///
  /// @param event the one that is, or `null` for all
  /// @param done is told how many; -1 if the store could not
  void sendAgain(String webhookId, @Nullable EventId event, Consumer<Integer> done);

  /// Forgets cursors of runs and webhooks that are not there any more, and webhooks of jobs that
  /// are not there or were erased.
  ///
  /// @param addedBefore webhooks of jobs that were added later stay: their jobs may be on the way
  /// @param limit the most of each
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
