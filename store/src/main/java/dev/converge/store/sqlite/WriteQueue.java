package dev.converge.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The writes that wait for the writer, limited by count and bytes. Thread-safe.
final class WriteQueue {
  private final BlockingQueue<Write<?>> waiting =
      new ArrayBlockingQueue<>(SqliteLimits.QUEUED_WRITES);
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean drained;

  /// Accepts a write, or refuses it because too many are waiting or the store is closed.
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
    // Closed in the meantime: the writer may have checked for the last time before this write
    // arrived.
    if (drained && waiting.remove(write)) {
      refuse(write, "the store is closed");
    }
  }

  /// On a separate thread, because a caller that retries at once must not do so on its own stack.
  private static void refuse(Write<?> write, String message) {
    Thread.ofVirtual().name("converge-store-refusal").start(() -> write.refuse(message));
  }

  /// Takes the waiting writes, up to the limits of a transaction. Waits a while for the first one.
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

  /// Accepts nothing more. Waiting writes are still written.
  void close() {
    closed = true;
    // If the queue is full, the writer is not asleep.
    var _ = waiting.offer(new UpkeepWrite.Wake());
  }

  /// Whether nothing is waiting and nothing more will arrive.
  boolean isOver() {
    return closed && waiting.isEmpty();
  }

  /// Refuses the writes that arrived while the writer ended.
  void drain() {
    drained = true;
    for (Write<?> write = waiting.poll(); write != null; write = waiting.poll()) {
      refuse(write, "the store is closed");
    }
  }
}
