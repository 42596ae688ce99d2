package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.host.WakeTimer;
import dev.converge.engine.store.Rest;
import java.time.Instant;

/// Rings once, at the earliest of the times that it was set to. Thread-safe.
final class Alarm {
  private final Host host;
  private final Runnable rings;
  private final WakeTimer timer;
  private boolean closed;

  /// @param rings runs on the host's executor; may wait for the store
  Alarm(Host host, Runnable rings) {
    this.host = host;
    this.rings = rings;
    this.timer = new WakeTimer(host.timers(), this::ring);
  }

  /// Rings at a time or earlier. Does nothing for a time that never comes.
  synchronized void set(Instant when) {
    if (!closed && when.isBefore(Rest.FOR_EVER) && when.isBefore(timer.at())) {
      timer.set(when, host.clock().instant());
    }
  }

  /// Rings now, whatever it was set to.
  void ring() {
    synchronized (this) {
      timer.cancel();
      if (closed) {
        return;
      }
    }
    host.executor().execute(rings);
  }

  /// Never rings again.
  synchronized void close() {
    closed = true;
    timer.cancel();
  }
}
