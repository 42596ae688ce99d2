package dev.converge.runtime.grpc;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs one task whenever it is woken, never twice at a time. Waking it while it runs makes it run
/// once more. Uses no thread while there is nothing to do. Thread-safe.
final class RepeatedTask implements Runnable {
  private final Executor executor;
  private final Runnable work;
  private final AtomicInteger wakes = new AtomicInteger();

  RepeatedTask(Executor executor, Runnable work) {
    this.executor = executor;
    this.work = work;
  }

  /// Runs the task soon; never blocks.
  void wake() {
    if (wakes.getAndIncrement() == 0) {
      executor.execute(this);
    }
  }

  @Override
  public void run() {
    int seen;
    do {
      seen = wakes.get();
      work.run();
    } while (wakes.addAndGet(-seen) != 0);
  }
}
