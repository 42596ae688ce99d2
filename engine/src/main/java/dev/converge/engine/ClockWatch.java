package dev.converge.engine;

import dev.converge.engine.host.Timers;
import dev.converge.engine.host.WallClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Detects within a second that the system's clock was set or that the machine slept, and adjusts
/// the clock and the runs of an engine.
public final class ClockWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final WallClock clock;
  private final Engine engine;
  private final Timers timers;

  /// The watch of an engine whose host has this clock.
  public ClockWatch(WallClock clock, Engine engine, Timers timers) {
    this.clock = clock;
    this.engine = engine;
    this.timers = timers;
  }

  /// Checks now and every second until the engine drains.
  public void start() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("the clock could not be set", e);
    }
    if (!engine.draining()) {
      timers.after(EVERY, this::start);
    }
  }

  private void look() {
    Duration off = clock.off();
    if (!off.isZero()) {
      LOG.warn("the system clock was set, or the machine slept: the time changes by {}", off);
      engine.clockSet(off, () -> clock.set(off));
    }
  }
}
