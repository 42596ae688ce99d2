package dev.converge.engine.queue;

import java.time.InstantSource;

/// How much of something was done in the last seconds. Thread-safe.
public final class Pace {
  /// Number of seconds that count.
  public static final int SECONDS = 10;

  private static final double MILLIS = 1_000;

  private final InstantSource clock;
  private final double[] sums = new double[SECONDS];
  private final long[] seconds = new long[SECONDS];
  private long since = Long.MAX_VALUE;

  /// @param clock a steady clock
  public Pace(InstantSource clock) {
    this.clock = clock;
  }

  /// Records what was just done.
  public synchronized void did(double amount) {
    long millis = clock.millis();
    long second = Math.floorDiv(millis, 1_000L);
    int slot = Math.floorMod(second, SECONDS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      sums[slot] = 0;
    }
    sums[slot] += amount;
    since = Math.min(since, millis);
  }

  /// What was done in the last seconds.
  public synchronized double recent() {
    return recent(Math.floorDiv(clock.millis(), 1_000L));
  }

  private double recent(long now) {
    double sum = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      if (now - seconds[slot] < SECONDS) {
        sum += sums[slot];
      }
    }
    return sum;
  }

  /// How much is done per second; 0 if nothing was done recently. Until this many seconds have
  /// passed, it uses the seconds so far, but at least one.
  public synchronized double perSecond() {
    long millis = clock.millis();
    double sum = recent(Math.floorDiv(millis, 1_000L));
    return sum == 0 ? 0 : sum / Math.clamp((millis - since) / MILLIS, 1, SECONDS);
  }
}
