package dev.converge.store;

import dev.converge.core.Sealed;
import java.util.ArrayList;
import java.util.List;

/// Events that are collected until the page is full. Not thread-safe.
final class EventPage {
  private final long after;
  private final int maxEvents;
  private final int maxBytes;
  private final List<Sealed> events = new ArrayList<>();
  private long bytes;
  private boolean full;

  EventPage(long after, int maxEvents, int maxBytes) {
    this.after = after;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.full = maxEvents < 1;
  }

  /// Sequence of the last event not wanted.
  long after() {
    return after;
  }

  /// Whether an event with a line of that length still belongs to the page; the first always does.
  boolean takes(int length) {
    if (full || (!events.isEmpty() && bytes + length > maxBytes)) {
      full = true;
      return false;
    }
    return true;
  }

  void add(Sealed event) {
    events.add(event);
    bytes += event.json().length;
    full = events.size() >= maxEvents;
  }

  boolean isFull() {
    return full;
  }

  List<Sealed> events() {
    return List.copyOf(events);
  }
}
