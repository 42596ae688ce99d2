package dev.converge.store.postgres.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The writes that wait for a lane, limited by count and bytes. Thread-safe.
final class PostgresWriteQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition come = lock.newCondition();
  private final Deque<PostgresWrite> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;
  private @Nullable String fenced;

  /// Accepts a write, or refuses it because too many are waiting, the store is closed or the lane
  /// is fenced off.
  void submit(PostgresWrite write) {
    String refusal = null;
    String why;
    lock.lock();
    try {
      why = fenced;
      if (why != null) {
        refusal = why;
      } else if (closed) {
        refusal = "the store is closed";
      } else if (waiting.size() >= PostgresLimits.QUEUED_WRITES
          || bytes > PostgresLimits.QUEUED_BYTES) {
        refusal = "too many writes wait for the database";
      } else {
        waiting.add(write);
        bytes += write.bytes();
        come.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      String message = refusal;
      // On a separate thread, because a caller that retries at once must not do so on its own
      // stack.
      Thread.ofVirtual()
          .name("converge-store-refusal")
          .start(() -> {
            if (why == null) {
              write.refuse(message);
            } else {
              write.fence(message);
            }
          });
    }
  }

  /// Accepts nothing more, because this replica owns nothing.
  ///
  /// @return the waiting writes, which nobody will write
  List<PostgresWrite> fence(String why) {
    lock.lock();
    try {
      fenced = why;
      closed = true;
      come.signalAll();
      return drain();
    } finally {
      lock.unlock();
    }
  }

  /// Puts back writes that the lane cannot answer yet, before all others.
  void again(List<? extends PostgresWrite> writes) {
    lock.lock();
    try {
      for (PostgresWrite write : writes.reversed()) {
        waiting.addFirst(write);
        bytes += write.bytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes a group: one write that needs its own transaction, or several that do not, each for a
  /// different run. Waits a while for the first write.
  List<PostgresWrite> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = PostgresLimits.TICK.toNanos();
      while (waiting.isEmpty() && !closed && left > 0) {
        left = come.awaitNanos(left);
      }
      List<PostgresWrite> group = group();
      group.forEach(write -> bytes -= write.bytes());
      return group;
    } finally {
      lock.unlock();
    }
  }

  private List<PostgresWrite> group() {
    List<PostgresWrite> group = new ArrayList<>();
    Set<String> runs = new HashSet<>();
    long taken = 0;
    Iterator<PostgresWrite> writes = waiting.iterator();
    while (writes.hasNext()
        && group.size() < PostgresLimits.GROUP_WRITES
        && taken < PostgresLimits.GROUP_BYTES) {
      PostgresWrite write = writes.next();
      String run = write.run();
      boolean alone = run == null;
      boolean fits = alone ? runs.isEmpty() : runs.add(run);
      if (alone && !fits) {
        return group;
      }
      if (fits) {
        writes.remove();
        group.add(write);
        taken += write.bytes();
      }
      if (alone) {
        return group;
      }
    }
    return group;
  }

  /// Accepts nothing more. Waiting writes are still written.
  void close() {
    lock.lock();
    try {
      closed = true;
      come.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether nothing is waiting and nothing more will arrive.
  boolean isOver() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Number of waiting writes.
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Removes all waiting writes.
  List<PostgresWrite> drain() {
    lock.lock();
    try {
      List<PostgresWrite> left = List.copyOf(waiting);
      waiting.clear();
      bytes = 0;
      return left;
    } finally {
      lock.unlock();
    }
  }
}
