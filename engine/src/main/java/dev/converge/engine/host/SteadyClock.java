package dev.converge.engine.host;

import java.time.Instant;
import java.time.InstantSource;

/// The time at the start of the process, carried on by the monotonic clock: when the system's clock
/// is set, durations that are measured with this one stay true. For points in time see [WallClock].
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
