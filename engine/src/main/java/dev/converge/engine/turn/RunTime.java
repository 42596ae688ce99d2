package dev.converge.engine.turn;

import dev.converge.core.Input;
import dev.converge.core.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time as one run sees it: the clock's, but it never runs backwards and never stands still. If
/// the clock is set back, the run stays ahead of it from then on. Used only on the run's turns.
public final class RunTime {
  private static final Duration NEGLIGIBLE = Duration.ofSeconds(1);

  private final InstantSource clock;
  private Instant last;
  private Duration ahead = Duration.ZERO;
  private Duration jumped = Duration.ZERO;
  private Instant waitedUntil = Instant.MIN;

  /// The time of a run that was read from the store.
  ///
  /// @param last the latest time that the run knows
  public RunTime(InstantSource clock, Instant last) {
    this.clock = clock;
    this.last = last;
  }

  /// Now.
  public Instant now() {
    Instant now = clock.instant().plus(ahead);
    if (now.isBefore(last)) {
      ahead = ahead.plus(Duration.between(now, last));
      now = last;
    }
    last = now;
    return now;
  }

  /// Whether the clock was set back so far that a deadline according to the clock would be late.
  public boolean isAhead() {
    return ahead.compareTo(NEGLIGIBLE) > 0;
  }

  /// An input as the run sees it. One that was created before the clock was set back counts as of
  /// now.
  public Input seen(Input input) {
    Instant now = now();
    Duration late = Duration.between(input.at(), now);
    return ahead.isZero() ? input : input.delayed(late.compareTo(ahead) < 0 ? late : ahead);
  }

  /// The clock is about to be set. If it is set forward, it first catches up with the run, and the
  /// rest of the change does not count as running.
  ///
  /// @param pending whether a state with the earlier time is being stored
  /// @return the state with the adjusted time
  public RunState clockIsSet(Duration by, RunState state, boolean pending) {
    if (by.isNegative()) {
      return state;
    }
    Duration up = by.compareTo(ahead) < 0 ? by : ahead;
    ahead = ahead.minus(up);
    Duration jump = by.minus(up);
    jumped = pending ? jumped.plus(jump) : Duration.ZERO;
    return state.skipping(jump);
  }

  /// The run has waited for its turn until now, which does not count as running.
  ///
  /// @param pending whether a state with the earlier time is being stored
  /// @return the state with the adjusted time
  public RunState waited(RunState state, boolean pending) {
    Instant now = now();
    waitedUntil = pending ? now : Instant.MIN;
    return state.takenUp(now);
  }

  /// A state that was being stored while the clock was set or the run waited for its turn.
  public RunState stored(RunState state) {
    RunState next = state;
    if (!jumped.isZero()) {
      next = next.skipping(jumped);
      jumped = Duration.ZERO;
    }
    if (!waitedUntil.equals(Instant.MIN)) {
      next = next.takenUp(waitedUntil);
      waitedUntil = Instant.MIN;
    }
    return next;
  }
}
