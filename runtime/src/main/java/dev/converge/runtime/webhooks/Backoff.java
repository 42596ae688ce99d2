package dev.converge.runtime.webhooks;

import dev.converge.engine.store.WebhookStore.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Determines when an undelivered event is sent again: after a random part of a time that doubles
/// with each attempt, so that events that failed together are not retried together.
///
/// @param retryFor time from the first failure after which an event is given up
record Backoff(Duration retryFor, RandomGenerator random) {
  /// Number of attempts after which the delay no longer doubles.
  private static final int MOST_DOUBLINGS = 20;

  /// When to retry after another failure; empty if the event is given up.
  ///
  /// @param at position of the event before the failure
  /// @param asked delay that the receiver requested
  Optional<Instant> again(Cursor at, Instant now, Duration asked) {
    Instant since = at.attempts() == 0 ? now : at.failingSince();
    Instant end = since.plus(retryFor);
    if (!now.isBefore(end)) {
      return Optional.empty();
    }
    long most =
        Math.min(
            SendLimits.LONGEST_RETRY.toMillis(),
            SendLimits.FIRST_RETRY.toMillis() << Math.min(at.attempts(), MOST_DOUBLINGS));
    Instant again = now.plusMillis(Math.max(random.nextLong(most + 1), asked.toMillis()));
    // One more attempt at the end, instead of giving up early.
    return Optional.of(again.isBefore(end) ? again : end);
  }
}
