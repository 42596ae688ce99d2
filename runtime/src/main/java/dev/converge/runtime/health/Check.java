package dev.converge.runtime.health;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One thing that must be in order for the server to be ready.
///
/// @param name one word, for people and probes
/// @param problem says what is not in order, if anything; quick, never any I/O
public record Check(String name, Supplier<Optional<String>> problem) {
  /// One that comes and goes: it says what it said before until the other has been so for
  /// [Steady#HOLD], so that a blip neither takes a server out of service nor puts it back.
  ///
  /// @param nanos a clock that only goes forward; somebody must look once a second at least
  public static Check steady(String name, Supplier<Optional<String>> problem, LongSupplier nanos) {
    Steady steady = new Steady(problem, nanos);
    return new Check(name, steady::look);
  }
}
