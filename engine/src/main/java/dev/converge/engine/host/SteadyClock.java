package dev.converge.engine.host;

import java.time.Instant;
import java.time.InstantSource;

/// The time at the start of the process, continued by the monotonic clock: if the system's clock is
/// set, durations measured with this one stay correct. For points in time, see [WallClock].
public final class SteadyClock implements InstantSource {
  private final Instant start;
  private final long startNanos;

  /// Starts from the system's clock.
  public SteadyClock() {
    start = InstantSource.system().instant();
    startNanos = System.nanoTime();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
