package dev.converge.cli.serve;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process in time: the first signal shuts it down gracefully, a second one immediately,
/// and so does a timer if something hangs. In each case, what was stored continues after a restart.
/// Thread-safe.
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /// Share of the grace period for everything; the rest is for whoever waits for the process.
  private static final int PERCENT_FOR_ALL = 80;

  /// Share of the grace period for the server to answer requests in progress.
  private static final int PERCENT_FOR_SERVER = 60;

  private static final int SERVER_TAKES_PERCENT = 80;

  private final Duration grace;
  private final Timers timers;
  private final IntConsumer halt;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final CountDownLatch asked = new CountDownLatch(1);

  /// @param timers a separate thread, which nothing that hangs can block
  /// @param halt ends the process immediately with an exit code
  Shutdown(Duration grace, Timers timers, IntConsumer halt) {
    this.grace = grace;
    this.timers = timers;
    this.halt = halt;
  }

  /// The grace period for a server that uses 80 % of it itself.
  static Duration ofServer(Duration grace) {
    return grace.multipliedBy(PERCENT_FOR_SERVER).dividedBy(SERVER_TAKES_PERCENT);
  }

  /// A signal arrived.
  void ask() {
    if (wanted.compareAndSet(false, true)) {
      asked.countDown();
    } else {
      halt.accept(ExitCode.KILLED);
    }
  }

  /// Waits for a signal.
  void await() throws InterruptedException {
    asked.await();
  }

  /// Waits for a signal for a limited time; returns whether one arrived.
  boolean await(Duration most) throws InterruptedException {
    return asked.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Shuts down gracefully, or immediately once the time is over.
  void end(AutoCloseable what) {
    Duration most = grace.multipliedBy(PERCENT_FOR_ALL).dividedBy(100);
    Timers.Timer timer =
        timers.after(
            most,
            () -> {
              LOG.warn("did not stop within {} ms: stopping now", most.toMillis());
              halt.accept(ExitCode.ERROR);
            });
    try {
      what.close();
    } catch (Exception e) {
      LOG.error("did not end in order", e);
    } finally {
      timer.cancel();
    }
  }
}
