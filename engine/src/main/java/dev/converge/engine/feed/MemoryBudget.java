package dev.converge.engine.feed;

import dev.converge.engine.agent.PromptRoom;
import java.util.LinkedHashMap;
import java.util.Map;

/// The bytes that may be kept in memory for readers and for what agents are being asked, of all
/// runs together. Where they are used up, what was written or read least recently is dropped first;
/// whoever wants it reads the store. What is being asked is not dropped, so that comes before
/// readers. What is kept for readers lives long, and a collector that has little room left comes
/// often, so that may be bounded by less. Thread-safe.
public final class MemoryBudget implements PromptRoom.Bytes {
  /// Something that can be read from the store as well. The budget calls it under its own lock, so
  /// it must be quick and must not call the budget while it holds a lock.
  public interface Kept {
    /// The bytes that it holds.
    long bytes();

    /// Drops them.
    void drop();
  }

  private final long max;
  private final long mostKept;
  private final LinkedHashMap<Kept, Long> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long used;
  private long reserved;

  /// A budget of which nothing is used, and all of which may be kept for readers.
  ///
  /// @param max bytes
  public MemoryBudget(long max) {
    this(max, max);
  }

  /// A budget of which nothing is used.
  ///
  /// @param max bytes
  /// @param mostKept bytes of these that may be kept for readers
  public MemoryBudget(long max, long mostKept) {
    this.max = max;
    this.mostKept = mostKept;
  }

  /// Counts something again, as what was used last, and drops the least recently used until the
  /// rest fits.
  public synchronized void keep(Kept what) {
    long bytes = what.bytes();
    Long before = bytes == 0 ? kept.remove(what) : kept.put(what, bytes);
    used += bytes - (before == null ? 0 : before);
    shed();
  }

  private void shed() {
    while ((used > mostKept || used + reserved > max) && !kept.isEmpty()) {
      Map.Entry<Kept, Long> eldest = kept.pollFirstEntry();
      used -= eldest.getValue();
      eldest.getKey().drop();
    }
  }

  /// Takes bytes for what cannot be dropped, if not too many are taken already; what is larger than
  /// all there is goes alone.
  @Override
  public synchronized boolean reserve(long bytes) {
    if (reserved > 0 && reserved + bytes > max) {
      return false;
    }
    reserved += bytes;
    shed();
    return true;
  }

  @Override
  public synchronized void giveBack(long bytes) {
    reserved -= bytes;
  }

  /// Notes that something was read.
  synchronized void read(Kept what) {
    kept.get(what);
  }

  /// Counts something no longer.
  synchronized void forget(Kept what) {
    Long bytes = kept.remove(what);
    used -= bytes == null ? 0 : bytes;
  }

  /// The bytes kept now.
  public synchronized long used() {
    return used;
  }
}
