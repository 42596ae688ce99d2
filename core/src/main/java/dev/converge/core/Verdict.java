package dev.converge.core;

import dev.converge.core.status.Halt;

/// What the checks of a proposal found.
sealed interface Verdict {
  /// Nothing stands against it.
  record Sound() implements Verdict {}

  /// It is rejected; the run goes on.
  record Rejected() implements Verdict {}

  /// It is rejected, and the run halts.
  ///
  /// @param detail the same for people
  record Halts(Halt halt, String detail) implements Verdict {}

  /// See [Sound].
  Verdict SOUND = new Sound();

  /// See [Rejected].
  Verdict REJECTED = new Rejected();
}
