package dev.converge.engine.host;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Watches what a collection of the heap leaves. Where that is nearly all there is, more runs would
/// only make the collector run without end. Thread-safe.
public final class CollectedHeap implements HeapRoom {
  /// Maximum percentage of the memory for long-lived objects that can be in use after a collection.
  static final int MOST_PERCENT = 80;

  /// Bytes of the heap that a server takes which has nothing to do, about.
  static final long OWN = 48L << 20;

  /// What grows with what is asked for may take one in so many bytes of the rest each. Below a half
  /// in all, the collector has little to do; it has its room from the other half.
  static final int PART = 4;

  /// So long a finding holds. Then runs are let in again, whose garbage makes the next collection
  /// come: without anything to do none would, and the finding would stand for ever.
  static final Duration HOLDS = Duration.ofSeconds(5);

  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();
  private static final int PERCENT = 100;

  private final @Nullable MemoryPoolMXBean pool;
  private long lookedAt;
  private long changedAt;
  private long left;
  private Optional<String> found = Optional.empty();

  /// Of this process.
  public CollectedHeap() {
    pool =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(each -> each.getType() == MemoryType.HEAP)
            .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
            .max(Comparator.comparingLong(each -> each.getUsage().getMax()))
            .orElse(null);
    lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;
    changedAt = System.nanoTime() - HOLDS.toNanos();
  }

  @Override
  public long share() {
    return share(Runtime.getRuntime().maxMemory());
  }

  /// The same of a heap of so many bytes; never less than nothing works with.
  static long share(long max) {
    return Math.max((max - OWN) / PART, OWN / PART);
  }

  @Override
  public synchronized Optional<String> problem() {
    long now = System.nanoTime();
    if (pool != null && now - lookedAt >= LOOK_EVERY_NANOS) {
      lookedAt = now;
      look(pool.getCollectionUsage(), now);
    }
    return now - changedAt < HOLDS.toNanos() ? found : Optional.empty();
  }

  private void look(@Nullable MemoryUsage usage, long now) {
    if (usage == null || usage.getUsed() == left) {
      return;
    }
    left = usage.getUsed();
    changedAt = now;
    found = problem(left, usage.getMax());
  }

  /// What is wrong with so many bytes left in use.
  static Optional<String> problem(long left, long max) {
    return max <= 0 || left * PERCENT <= max * MOST_PERCENT
        ? Optional.empty()
        : Optional.of(
            "%d of %d MiB of the heap are in use after a collection (expected: at most %d percent)"
                .formatted(left >> 20, max >> 20, MOST_PERCENT));
  }
}
