package dev.converge.engine;

import dev.converge.core.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest events of a run, kept once for all who read them, and who wants to hear of more.
/// Readers hold positions, so nothing here grows with them. Thread-safe.
final class Topic {
  private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

  /// Bytes of recent events kept of one run; older ones come from the journal.
  static final int MAX_RECENT_BYTES = 262_144;

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final ArrayList<Sealed> recent = new ArrayList<>();
  private int bytes;
  private long last;
  private boolean closed;

  Topic(long last) {
    this.last = last;
  }

  /// Shows events; those that were shown before are left out.
  void publish(List<Sealed> events) {
    synchronized (this) {
      for (Sealed event : events) {
        if (event.sequence() > last) {
          recent.add(event);
          bytes += event.json().length;
          last = event.sequence();
        }
      }
      trim();
    }
    tell();
  }

  /// Shows nothing more: readers look in the journal by themselves.
  void close() {
    synchronized (this) {
      closed = true;
    }
    tell();
  }

  synchronized boolean closed() {
    return closed;
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (Throwable e) {
        // One reader's trouble must not hold up the run or the other readers.
        LOG.warn("a reader could not be told of more events", e);
      }
    }
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
    return !closed && after >= last - recent.size();
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
