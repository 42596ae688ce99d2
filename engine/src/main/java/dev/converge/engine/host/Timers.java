package dev.converge.engine.host;

import java.time.Duration;

/// Runs things later. The engine's only source of waiting, so that a simulator can drive it.
/// Thread-safe.
public interface Timers {
  /// Runs a quick task after a delay, once.
  Timer after(Duration delay, Runnable task);

  /// A task that waits for its time.
  interface Timer {
    /// Forgets the task if it has not begun.
    void cancel();
  }
}
