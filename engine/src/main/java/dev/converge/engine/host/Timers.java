package dev.converge.engine.host;

import java.time.Duration;

/// Runs tasks later. The engine waits in no other way, so that a simulator can drive it.
/// Thread-safe.
public interface Timers {
  /// Runs a quick task after a delay, once.
  Timer after(Duration delay, Runnable task);

  /// A task that waits for its time.
  interface Timer {
    /// Cancels the task if it has not started.
    void cancel();
  }
}
