package dev.converge.runtime.health;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A condition for the server to be ready.
///
/// @param name one word, for people and probes
/// @param problem the current problem, if any; must be quick, without I/O
/// @param note something that a person should look at although the server is ready; must be quick
///   too
public record ReadinessCheck(
    String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> note) {
  /// A check without a note.
  public ReadinessCheck(String name, Supplier<Optional<String>> problem) {
    this(name, problem, Optional::empty);
  }

  /// A check whose problem counts at once and whose end counts with a delay: see [DelayedRecovery].
  ///
  /// @param nanos a monotonic clock; the check must run once a second
  public static ReadinessCheck recoveringLate(
      String name, Supplier<Optional<String>> problem, LongSupplier nanos) {
    DelayedRecovery recovery = new DelayedRecovery(problem, nanos);
    return new ReadinessCheck(name, recovery::look);
  }
}
