package dev.converge.engine.store;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs callbacks in order, one at a time, one for each task of the executor. A callback that
/// triggers another never runs it on its own stack, even if the executor runs tasks at once.
/// Thread-safe.
final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int due;
  private boolean running;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  /// Adds a callback to run after the earlier ones. [#trigger] must follow.
  void add(Runnable callback) {
    lock.lock();
    try {
      waiting.add(callback);
    } finally {
      lock.unlock();
    }
  }

  /// Lets the executor run one more callback. Must not be called while holding a lock.
  void trigger() {
    executor.execute(this::runDue);
  }

  private void runDue() {
    lock.lock();
    try {
      due++;
      if (running) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (Throwable e) {
        LOG.error("a callback of the store failed", e);
      }
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      if (due == 0) {
        running = false;
        return null;
      }
      due--;
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }
}
