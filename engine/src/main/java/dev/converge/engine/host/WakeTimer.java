package dev.converge.engine.host;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one time that is waited for. Not thread-safe: a run uses it on its turns only.
public final class WakeTimer {
  private final Timers timers;
  private final Runnable task;
  private Timers.@Nullable Timer timer;
  private Instant at = Instant.MAX;

  /// A timer that waits for nothing yet.
  ///
  /// @param task that runs at the time, on the thread of the timers
  public WakeTimer(Timers timers, Runnable task) {
    this.timers = timers;
    this.task = task;
  }

  /// The time that it waits for; [Instant#MAX] if none.
  public Instant at() {
    return at;
  }

  /// Waits for a time instead of the one before; [Instant#MAX] for none.
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

  /// Waits for nothing.
  public void cancel() {
    if (timer != null) {
      timer.cancel();
    }
    at = Instant.MAX;
  }
}
