package dev.converge.engine.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after the other on an executor, never two at a time. If a task throws, the next
/// ones still run. Between tasks it holds no thread. Thread-safe.
public final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  /// Pause before retrying an executor that rejected a task.
  private static final Duration EXECUTOR_RETRY = Duration.ofMillis(250);

  private final Executor executor;
  private final Timers timers;
  private final Consumer<Throwable> whenThrown;
  private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
  private boolean scheduled;

  /// A mailbox without tasks.
  ///
  /// @param whenThrown receives what a task throws, in the turn of that task
  public Mailbox(Executor executor, Timers timers, Consumer<Throwable> whenThrown) {
    this.executor = executor;
    this.timers = timers;
    this.whenThrown = whenThrown;
  }

  /// Runs a task after the previous ones.
  public void turn(Runnable task) {
    synchronized (turns) {
      turns.add(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    schedule();
  }

  private void schedule() {
    try {
      executor.execute(this::drain);
    } catch (Throwable e) {
      later(e);
    }
  }

  private void later(Throwable failure) {
    try {
      timers.after(EXECUTOR_RETRY, this::schedule);
    } catch (Throwable e) {
      // Both are closed: the server is shutting down. The next task would try again.
      LOG.debug("no turn can run", failure);
      synchronized (turns) {
        scheduled = false;
      }
    }
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (turns) {
        task = turns.poll();
        if (task == null) {
          scheduled = false;
          return;
        }
      }
      try {
        task.run();
      } catch (Throwable e) {
        thrown(e);
      }
    }
  }

  private void thrown(Throwable e) {
    try {
      whenThrown.accept(e);
    } catch (Throwable second) {
      // Even that failed. Waiting tasks must get their turn anyway.
      second.addSuppressed(e);
      logged(second);
    }
  }

  private static void logged(Throwable e) {
    try {
      LOG.error("an exception of a turn could not be handled", e);
    } catch (Throwable _) {
      // There is nothing left to do.
    }
  }
}
