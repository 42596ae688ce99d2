package dev.converge.engine.store;

import dev.converge.core.Core;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How long a run rests: it does while it waits only for people or a time, so nobody needs to drive
/// it.
public final class Rest {
  /// For a run that does not rest: agents are at work, or it waits for a provider.
  public static final Instant NONE = Instant.EPOCH;

  /// For a run that continues only if somebody sends it an input, and for a final one.
  public static final Instant FOR_EVER = Instant.MAX;

  private Rest() {}

  /// How long a run in this state rests: [#NONE], the time that it waits for, or [#FOR_EVER].
  public static Instant until(Program program, RunState state) {
    return switch (state.status()) {
      case PENDING, RUNNING -> NONE;
      case WAITING, PAUSED ->
          // Only driven runs are notified of a provider's return.
          state.awaited().isPresent() ? NONE : outstanding(program, state);
      case CONVERGED, HALTED, FAILED, CANCELLED -> FOR_EVER;
    };
  }

  /// A time as it is stored, in milliseconds.
  public static Instant stored(Instant until) {
    return until.equals(FOR_EVER) ? until : until.truncatedTo(ChronoUnit.MILLIS);
  }

  private static Instant outstanding(Program program, RunState state) {
    Instant until = FOR_EVER;
    for (Request request : Core.outstanding(program, state)) {
      switch (request) {
        case Request.AskAgent _, Request.ChooseModels _ -> {
          return NONE;
        }
        case Request.WakeAt(var at) -> until = at;
        case Request.AskPerson _ -> {
          // Whoever reads the run's proposals asks people.
        }
      }
    }
    return until;
  }
}
