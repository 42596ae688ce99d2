package dev.converge.runtime.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Follows something that comes and goes, late: a change counts once it has lasted. How it is at
/// first counts at once. Thread-safe.
final class Steady {
  /// How long a change must last to count.
  static final Duration HOLD = Duration.ofSeconds(2);

  private final Supplier<Optional<String>> problem;
  private final LongSupplier nanos;
  private Optional<String> shown;
  private boolean changing;
  private long since;

  Steady(Supplier<Optional<String>> problem, LongSupplier nanos) {
    this.problem = problem;
    this.nanos = nanos;
    this.shown = problem.get();
  }

  synchronized Optional<String> look() {
    Optional<String> now = problem.get();
    if (now.isPresent() == shown.isPresent()) {
      changing = false;
      shown = now;
    } else if (!changing) {
      changing = true;
      since = nanos.getAsLong();
    } else if (nanos.getAsLong() - since >= HOLD.toNanos()) {
      changing = false;
      shown = now;
    }
    return shown;
  }
}
