package dev.converge.engine.feed;

import dev.converge.engine.agent.PromptRoom;
import java.util.LinkedHashMap;
import java.util.Map;

/// The memory for readers and for prompts, shared by all runs. If it is full, the least recently
/// written or read data is dropped first, and readers get it from the store. Prompts are not
/// dropped, so they take precedence over readers. Data for readers lives long and makes garbage
/// collections more frequent, so its limit can be lower. Thread-safe.
public final class MemoryBudget implements PromptRoom.Bytes {
  /// Data that can also be read from the store. The budget calls it under its own lock, so it must
  /// be quick and must not call the budget while holding a lock.
  public interface Kept {
    /// Its size in bytes.
    long bytes();

    /// Drops the data.
    void drop();
  }

  private final long max;
  private final long mostKept;
  private final LinkedHashMap<Kept, Long> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long used;
  private long reserved;

  /// A budget without any data, all of which can be used for readers.
  ///
  /// @param max maximum bytes
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

  /// Counts data again as most recently used, and drops the least recently used until the rest
  /// fits.
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

  /// Reserves bytes that cannot be dropped, unless too many are already reserved. A reservation
  /// that is larger than the whole budget is granted alone.
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

  /// Records that data was read.
  synchronized void read(Kept what) {
    kept.get(what);
  }

  /// Stops counting data.
  synchronized void forget(Kept what) {
    Long bytes = kept.remove(what);
    used -= bytes == null ? 0 : bytes;
  }

  /// The bytes kept now.
  public synchronized long used() {
    return used;
  }
}
