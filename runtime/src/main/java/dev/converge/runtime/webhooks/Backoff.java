package dev.converge.runtime.webhooks;

import dev.converge.engine.store.WebhookStore.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When an event that could not be sent is sent again: after a random part of a time that doubles
/// with each attempt, so that those who failed together do not come back together.
///
/// @param retryFor how long from the first failure on
record Backoff(Duration retryFor, RandomGenerator random) {
  /// Number of attempts after which the delay no longer doubles.
  private static final int MOST_DOUBLINGS = 20;

  /// When to send again after one more failure; empty if it is given up.
  ///
  /// @param at where the event is, before the failure
  /// @param asked for how long the receiver asked to be left alone
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
    // One attempt more at the end, rather than to give up while time is left.
    return Optional.of(again.isBefore(end) ? again : end);
  }
}
