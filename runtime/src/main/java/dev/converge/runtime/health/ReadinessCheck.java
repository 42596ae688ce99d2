package dev.converge.runtime.health;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One thing that must be in order for the server to be ready.
///
/// @param name one word, for people and probes
/// @param problem says what is not in order, if anything; quick, never any I/O
/// @param note says what somebody should look at although work can be sent here; quick likewise
public record ReadinessCheck(
    String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> note) {
  /// A check without a note.
  public ReadinessCheck(String name, Supplier<Optional<String>> problem) {
    this(name, problem, Optional::empty);
  }

  /// A check whose problem counts at once and whose end counts late: see [DelayedRecovery].
  ///
  /// @param nanos a clock that only goes forward; the check must be looked at once a second
  public static ReadinessCheck recoveringLate(
      String name, Supplier<Optional<String>> problem, LongSupplier nanos) {
    DelayedRecovery recovery = new DelayedRecovery(problem, nanos);
    return new ReadinessCheck(name, recovery::look);
  }
}
