package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Rings at the earliest of the times that it is set to, once. Thread-safe.
final class Alarm {
  private final Host host;
  private final Runnable rings;
  private Timers.@Nullable Timer timer;
  private Instant at = Rest.FOR_EVER;
  private boolean closed;

  /// @param rings runs on the host's executor; may wait for the store
  Alarm(Host host, Runnable rings) {
    this.host = host;
    this.rings = rings;
  }

  /// Rings at a time, or before.
  synchronized void set(Instant when) {
    if (closed || !when.isBefore(at)) {
      return;
    }
    cancel();
    at = when;
    Duration delay = Duration.between(host.clock().instant(), when);
    timer = host.timers().after(delay.isNegative() ? Duration.ZERO : delay, this::rung);
  }

  private void rung() {
    synchronized (this) {
      timer = null;
      at = Rest.FOR_EVER;
      if (closed) {
        return;
      }
    }
    host.executor().execute(rings);
  }

  /// Rings now, whatever it was set to.
  void ring() {
    synchronized (this) {
      cancel();
      if (closed) {
        return;
      }
    }
    host.executor().execute(rings);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    at = Rest.FOR_EVER;
  }

  /// Rings no more.
  synchronized void close() {
    closed = true;
    cancel();
  }
}
