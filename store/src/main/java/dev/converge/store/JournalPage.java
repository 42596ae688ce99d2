package dev.converge.store;

import dev.converge.core.event.Sealed;
import java.util.ArrayList;
import java.util.List;

/// Collects events until the page is full. Not thread-safe.
public final class JournalPage {
  private final long after;
  private final int maxEvents;
  private final int maxBytes;
  private final List<Sealed> events = new ArrayList<>();
  private long bytes;
  private boolean full;

  /// An empty page.
  ///
  /// @param after the page starts after the event with this sequence
  /// @param maxEvents maximum number of events
  /// @param maxBytes maximum number of bytes of JSON; the first event always fits
  public JournalPage(long after, int maxEvents, int maxBytes) {
    this.after = after;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.full = maxEvents < 1;
  }

  /// The page starts after the event with this sequence.
  public long after() {
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

  /// Whether no further event belongs to the page.
  public boolean isFull() {
    return full;
  }

  /// The events collected so far.
  public List<Sealed> events() {
    return List.copyOf(events);
  }
}
