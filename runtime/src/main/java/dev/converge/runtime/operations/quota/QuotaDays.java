package dev.converge.runtime.operations.quota;

import dev.converge.runtime.operations.field.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The days and months of quotas, which are those of UTC, and the refusals that name their ends.
///
/// @param clock that determines the day
record QuotaDays(InstantSource clock) {
  /// When to retry a job that was refused because too many are unfinished.
  private static final Duration WHEN_ONE_ENDS = Duration.ofSeconds(10);

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  Instant resetsAt() {
    return today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  Instant monthResetsAt() {
    return today().withDayOfMonth(1).plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  OperationException refusal(Account.Exceeded exceeded) {
    return switch (exceeded.reset()) {
      case DAY -> refusal(exceeded, resetsAt());
      case MONTH -> refusal(exceeded, monthResetsAt());
      case WHEN_ONE_ENDS ->
          OperationException.quota(
              "quota exceeded: " + exceeded.message() + "; retry after one of them has ended",
              WHEN_ONE_ENDS);
    };
  }

  private OperationException refusal(Account.Exceeded exceeded, Instant resetsAt) {
    return OperationException.quota(
        "quota exceeded: " + exceeded.message() + "; it resets at " + resetsAt,
        Duration.between(clock.instant(), resetsAt));
  }
}
