package dev.converge.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What waits for the writer, bounded by count and bytes. Thread-safe.
final class WriteQueue {
  private final BlockingQueue<Write<?>> waiting =
      new ArrayBlockingQueue<>(SqliteLimits.QUEUED_WRITES);
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean drained;

  /// Takes a write, or refuses it because too much waits or the store is closed.
  void submit(Write<?> write) {
    if (closed) {
      refuse(write, "the store is closed");
      return;
    }
    if (bytes.addAndGet(write.bytes()) - write.bytes() > SqliteLimits.QUEUED_BYTES
        || !waiting.offer(write)) {
      bytes.addAndGet(-write.bytes());
      refuse(write, "too many writes wait for the disk");
      return;
    }
    // Closed meanwhile: the writer may have looked for the last time before this one came.
    if (drained && waiting.remove(write)) {
      refuse(write, "the store is closed");
    }
  }

  /// On a thread of its own: a caller that tries again at once must not do so on its own stack.
  private static void refuse(Write<?> write, String message) {
    Thread.ofVirtual().name("converge-store-refusal").start(() -> write.refuse(message));
  }

  /// Takes what waits, up to the limits of a transaction; waits for a first write a while.
  List<Write<?>> take() throws InterruptedException {
    List<Write<?>> batch = new ArrayList<>();
    Write<?> next = waiting.poll(SqliteLimits.TICK.toMillis(), TimeUnit.MILLISECONDS);
    long taken = 0;
    while (next != null) {
      batch.add(next);
      taken += next.bytes();
      boolean full = batch.size() >= SqliteLimits.BATCH_WRITES || taken >= SqliteLimits.BATCH_BYTES;
      next = full ? null : waiting.poll();
    }
    bytes.addAndGet(-taken);
    return batch;
  }

  /// Takes nothing any more; what waits is still written.
  void close() {
    closed = true;
    // If it is full, the writer does not sleep.
    var _ = waiting.offer(new UpkeepWrite.Wake());
  }

  /// Whether nothing waits and nothing more will come.
  boolean isOver() {
    return closed && waiting.isEmpty();
  }

  /// Refuses what came while the writer ended.
  void drain() {
    drained = true;
    for (Write<?> write = waiting.poll(); write != null; write = waiting.poll()) {
      refuse(write, "the store is closed");
    }
  }
}
