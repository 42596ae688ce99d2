package dev.converge.engine;

import dev.converge.core.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The newest events of a run, kept once for all who read them, and who wants to hear of more.
/// Readers hold positions, so nothing here grows with them. Thread-safe.
final class Topic {
  /// Bytes of recent events kept of one run; older ones come from the journal.
  static final int MAX_RECENT_BYTES = 262_144;

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final ArrayList<Sealed> recent = new ArrayList<>();
  private int bytes;
  private long last;

  Topic(long last) {
    this.last = last;
  }

  void publish(List<Sealed> events) {
    synchronized (this) {
      for (Sealed event : events) {
        recent.add(event);
        bytes += event.json().length;
        last = event.sequence();
      }
      trim();
    }
    listeners.forEach(Runnable::run);
  }

  private void trim() {
    int drop = 0;
    while (bytes > MAX_RECENT_BYTES && drop < recent.size() - 1) {
      bytes -= recent.get(drop++).json().length;
    }
    if (drop > 0) {
      recent.subList(0, drop).clear();
    }
  }

  synchronized long last() {
    return last;
  }

  /// Whether the events after a position are all still here; an empty answer then means there are
  /// none.
  synchronized boolean covers(long after) {
    return after >= last - recent.size();
  }

  synchronized List<Sealed> after(long after, int maxEvents, int maxBytes) {
    int from = (int) Math.max(0, after - (last - recent.size()));
    List<Sealed> page = new ArrayList<>();
    int size = 0;
    for (int i = from; i < recent.size() && page.size() < maxEvents; i++) {
      size += recent.get(i).json().length;
      if (size > maxBytes && !page.isEmpty()) {
        break;
      }
      page.add(recent.get(i));
    }
    return page;
  }

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  int listeners() {
    return listeners.size();
  }
}
