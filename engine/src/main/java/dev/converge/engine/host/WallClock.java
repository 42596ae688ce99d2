package dev.converge.engine.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time of day, for points in time: it runs as steadily as the monotonic clock, and follows the
/// system's clock when that was set, or when the machine slept, once it is told to. So two readings
/// tell a duration, except over such a moment. Thread-safe.
public final class WallClock implements InstantSource {
  /// Less than this is drift, which durations must not see.
  static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final InstantSource system;
  private final InstantSource steady;
  private volatile Duration ahead;

  /// Starts with the system's time.
  public WallClock() {
    this(InstantSource.system());
  }

  /// Starts with the time of another clock, and follows that.
  public WallClock(InstantSource system) {
    this(system, new SteadyClock());
  }

  /// @param system that is followed
  /// @param steady that carries the time on
  WallClock(InstantSource system, InstantSource steady) {
    this.system = system;
    this.steady = steady;
    this.ahead = Duration.between(steady.instant(), system.instant());
  }

  @Override
  public Instant instant() {
    return steady.instant().plus(ahead);
  }

  /// How far the system's clock is ahead of this one, or behind it if negative; zero for less than
  /// the tolerance.
  public Duration off() {
    Duration off = Duration.between(instant(), system.instant());
    return off.abs().compareTo(TOLERANCE) < 0 ? Duration.ZERO : off;
  }

  /// Goes forward, or back if negative.
  public void set(Duration by) {
    ahead = ahead.plus(by);
  }
}
