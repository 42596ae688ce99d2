package dev.converge.testkit.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands until it is moved. Thread-safe.
public final class SetClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /// Stands at that time.
  public SetClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves it, backwards if negative.
  public void move(Duration by) {
    now.updateAndGet(at -> at.plus(by));
  }
}
