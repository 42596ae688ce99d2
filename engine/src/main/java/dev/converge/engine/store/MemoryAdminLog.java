package dev.converge.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Keeps the administrative log in memory. Nothing outlives the process. Thread-safe.
public final class MemoryAdminLog implements AdminLog {
  private final List<Entry> entries = new ArrayList<>();
  private final Callbacks callbacks;

  /// Without entries.
  ///
  /// @param executor runs the callbacks, one per task, never two at once
  public MemoryAdminLog(Executor executor) {
    this.callbacks = new Callbacks(executor);
  }

  @Override
  public void record(Act act, Consumer<Boolean> done) {
    synchronized (entries) {
      entries.add(Entry.after(entries.isEmpty() ? null : entries.getLast(), act));
      callbacks.add(() -> done.accept(true));
    }
    callbacks.trigger();
  }

  @Override
  public List<Entry> entries(long after, int limit) {
    AdminLog.requirePage(limit);
    synchronized (entries) {
      int from = (int) Math.min(after, entries.size());
      return List.copyOf(entries.subList(from, Math.min(entries.size(), from + limit)));
    }
  }
}
