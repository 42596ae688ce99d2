package dev.converge.engine.listing;

import dev.converge.core.decision.Decision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The proposals of all jobs that people decide on. The store keeps them with the events.
/// Thread-safe.
public interface ProposalStore {
  /// Maximum number of characters of a proposal's content in lists.
  int MAX_EXCERPT = 240;

  /// Maximum number of proposals on one page: one more than a client can request.
  int MAX_LIST = 1_001;

  /// A page of proposals. Open ones are listed by deadline, soonest first and those without one
  /// last; decided ones by decision, latest first. Blocks for I/O.
  List<Listed> proposals(Query query);

  /// The state of a proposal.
  enum State {
    /// Waits for a decision.
    OPEN,
    /// A person decided, or the deadline expired.
    DECIDED,
    /// The run ended before anybody decided.
    CLOSED
  }

  /// Selects proposals; `null` does not filter.
  ///
  /// @param state open or decided
  /// @param role of the gate
  /// @param template of the job
  /// @param after the last proposal of the previous page, or `null`
  /// @param limit from 1 to [#MAX_LIST]
  record Query(
      String tenant,
      State state,
      @Nullable String role,
      @Nullable String template,
      @Nullable Place after,
      int limit) {
    /// Checks the limit.
    ///
    /// @throws IllegalArgumentException if it is out of range
    public Query {
      if (limit < 1 || limit > MAX_LIST) {
        throw new IllegalArgumentException(
            "limit: " + limit + " (expected: 1 to " + MAX_LIST + ")");
      }
    }
  }

  /// The position of a proposal in its list.
  ///
  /// @param at deadline or decision in milliseconds; the largest number if there is no deadline
  /// @param number of the proposal in the store
  record Place(long at, long number) {}

  /// A proposal in a list.
  ///
  /// @param excerpt the start of its content
  /// @param askedAt when it started to wait
  /// @param expiresAt when `onSilence` applies, or `null` for never
  /// @param decision the decision, or `null` while it is open
  record Listed(
      Place place,
      String jobId,
      String runId,
      String template,
      String version,
      String proposalId,
      String factId,
      String agent,
      String key,
      String gate,
      String role,
      String excerpt,
      Instant askedAt,
      @Nullable Instant expiresAt,
      Decision onSilence,
      @Nullable Taken decision) {}

  /// A decision that was made.
  ///
  /// @param actor who decided
  /// @param asserted whether the name was only claimed
  /// @param at when it became durable
  record Taken(
      Decision decision,
      String actor,
      boolean asserted,
      @Nullable String comment,
      boolean byDeadline,
      Instant at) {}
}
