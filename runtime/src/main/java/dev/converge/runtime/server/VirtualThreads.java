package dev.converge.runtime.server;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs every task on its own virtual thread, including delayed tasks. The server's only executor
/// for tasks that may block.
final class VirtualThreads extends AbstractExecutorService implements ScheduledExecutorService {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("converge-http-", 0).factory());
  private final ScheduledThreadPoolExecutor clock;

  VirtualThreads() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("converge-http-timer").factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return clock.schedule(() -> threads.execute(task), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return clock.schedule(() -> threads.submit(task).get(), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return clock.scheduleAtFixedRate(() -> threads.execute(task), initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return clock.scheduleWithFixedDelay(() -> threads.execute(task), initialDelay, delay, unit);
  }

  @Override
  public void shutdown() {
    clock.shutdownNow();
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    clock.shutdownNow();
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
