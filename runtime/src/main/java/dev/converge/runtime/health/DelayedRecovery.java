package dev.converge.runtime.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Reports a problem at once, and its end only after it has been gone for a while, so that a short
/// recovery during an outage does not bring a server back into service. Thread-safe.
final class DelayedRecovery {
  /// How long a problem must be gone before its end is reported.
  static final Duration HOLD = Duration.ofSeconds(2);

  private final Supplier<Optional<String>> problem;
  private final LongSupplier nanos;
  private Optional<String> shown = Optional.empty();
  private long lastSeen;

  DelayedRecovery(Supplier<Optional<String>> problem, LongSupplier nanos) {
    this.problem = problem;
    this.nanos = nanos;
  }

  synchronized Optional<String> look() {
    Optional<String> now = problem.get();
    if (now.isPresent()) {
      shown = now;
      lastSeen = nanos.getAsLong();
    } else if (shown.isPresent() && nanos.getAsLong() - lastSeen >= HOLD.toNanos()) {
      shown = now;
    }
    return shown;
  }
}
