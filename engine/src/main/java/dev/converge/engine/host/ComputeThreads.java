package dev.converge.engine.host;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Platform threads for work that keeps a processor busy, at a low priority if the system supports
/// it. They are created when needed and end after they were idle for a while. Thread-safe.
public final class ComputeThreads implements Executor, AutoCloseable {
  /// Threads in addition to one per processor, which replace those that hang. If these hang too, no
  /// more work is accepted.
  static final int SPARE = 64;

  private static final long IDLE_SECONDS = 30;

  private static final ThreadFactory NAMED =
      Thread.ofPlatform().daemon().name("converge-compute-", 0).factory();

  private static final AtomicBoolean compilerTold = new AtomicBoolean();

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          processors + SPARE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          runnable ->
              NAMED.newThread(() -> {
                if (!compilerTold.getAndSet(true)) {
                  LowPriority.ofCompiler();
                }
                LowPriority.take();
                runnable.run();
              }));

  /// Number of tasks that can run at a time without waiting for a processor.
  public int processors() {
    return processors;
  }

  /// Starts a task at once.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException if too many threads hang
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
