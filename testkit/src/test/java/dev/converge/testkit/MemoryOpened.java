package dev.converge.testkit;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.MemoryStore;
import dev.converge.testkit.contract.OpenStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The in-memory store, its callbacks on one thread, on many or on the caller's.
record MemoryOpened(MemoryStore store, ExecutorService threads) implements OpenStore {

  static OpenStore onOneThread(InstantSource clock) {
    return on(Executors.newSingleThreadExecutor(), clock);
  }

  static OpenStore onManyThreads(InstantSource clock) {
    return on(Executors.newVirtualThreadPerTaskExecutor(), clock);
  }

  static OpenStore onTheCallersThread(InstantSource clock) {
    ExecutorService unused = Executors.newSingleThreadExecutor();
    Executor direct = Runnable::run;
    return new MemoryOpened(new MemoryStore(direct, clock), unused);
  }

  private static OpenStore on(ExecutorService threads, InstantSource clock) {
    return new MemoryOpened(new MemoryStore(threads, clock), threads);
  }

  @Override
  public Journal journal() {
    return store;
  }

  @Override
  public JobStore jobs() {
    return store;
  }

  @Override
  public void close() {
    threads.close();
  }
}
