package dev.converge.engine.host;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Watches how much of the heap is in use after a collection. If nearly all of it is, more runs
/// would only make the collector run endlessly. Thread-safe.
public final class CollectedHeap implements HeapRoom {
  /// Maximum percentage of the memory for long-lived objects that can be in use after a collection.
  static final int MOST_PERCENT = 80;

  /// Approximate bytes of the heap that an idle server uses.
  static final long OWN = 48L << 20;

  /// Each of the things that grow with the load may use one in this many bytes of the rest. As long
  /// as they use less than half in total, the collector has little to do and uses the other half.
  static final int PART = 4;

  /// How long a finding is valid. After that, runs are admitted again, and their garbage triggers
  /// the next collection. Without work, there would be none, and the finding would last forever.
  static final Duration HOLDS = Duration.ofSeconds(5);

  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();
  private static final int PERCENT = 100;

  private final @Nullable MemoryPoolMXBean pool;
  private long lookedAt;
  private long changedAt;
  private long left;
  private Optional<String> found = Optional.empty();

  /// The heap of this process.
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

  /// The same for a heap of this many bytes; never less than zero.
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

  /// The problem if this many bytes are still in use.
  static Optional<String> problem(long left, long max) {
    return max <= 0 || left * PERCENT <= max * MOST_PERCENT
        ? Optional.empty()
        : Optional.of(
            "%d of %d MiB of the heap are in use after a collection (expected: at most %d percent)"
                .formatted(left >> 20, max >> 20, MOST_PERCENT));
  }
}
