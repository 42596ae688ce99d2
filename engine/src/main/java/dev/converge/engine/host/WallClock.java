package dev.converge.engine.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time of day, for points in time: it runs as steadily as the monotonic clock. When the
/// system's clock was set or the machine slept, it follows the system's clock once it is told to.
/// The difference of two readings is therefore a duration, except across such a moment.
/// Thread-safe.
public final class WallClock implements InstantSource {
  /// A smaller difference is drift, which must not affect durations.
  static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final InstantSource system;
  private final InstantSource steady;
  private volatile Duration ahead;

  /// Starts with the system's time.
  public WallClock() {
    this(InstantSource.system());
  }

  /// Starts with the time of another clock, and follows it.
  public WallClock(InstantSource system) {
    this(system, new SteadyClock());
  }

  /// @param system the clock to follow
  /// @param steady advances the time
  WallClock(InstantSource system, InstantSource steady) {
    this.system = system;
    this.steady = steady;
    this.ahead = Duration.between(steady.instant(), system.instant());
  }

  @Override
  public Instant instant() {
    return steady.instant().plus(ahead);
  }

  /// How far the system's clock is ahead of this one, negative if it is behind; zero within the
  /// tolerance.
  public Duration off() {
    Duration off = Duration.between(instant(), system.instant());
    return off.abs().compareTo(TOLERANCE) < 0 ? Duration.ZERO : off;
  }

  /// Moves the time forward, or back if negative.
  public void set(Duration by) {
    ahead = ahead.plus(by);
  }
}
