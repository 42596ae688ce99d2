package dev.converge.engine.host;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A timer for one time. Not thread-safe: a run uses it only on its turns.
public final class WakeTimer {
  private final Timers timers;
  private final Runnable task;
  private Timers.@Nullable Timer timer;
  private Instant at = Instant.MAX;

  /// A timer without a time.
  ///
  /// @param task runs at the time, on the timer thread
  public WakeTimer(Timers timers, Runnable task) {
    this.timers = timers;
    this.task = task;
  }

  /// The time that it waits for; [Instant#MAX] if none.
  public Instant at() {
    return at;
  }

  /// Sets the time, which replaces the previous one; [Instant#MAX] for none.
  public void set(Instant when, Instant now) {
    if (when.equals(at)) {
      return;
    }
    cancel();
    if (when.isBefore(Instant.MAX)) {
      Duration delay = Duration.between(now, when);
      timer = timers.after(delay.isNegative() ? Duration.ZERO : delay, task);
      at = when;
    }
  }

  /// Cancels the timer.
  public void cancel() {
    if (timer != null) {
      timer.cancel();
    }
    at = Instant.MAX;
  }
}
