package dev.converge.engine;

import dev.converge.core.Sealed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cursor over a run's events: every event after a position, once, in order, as it becomes
/// durable. Costs a position and nothing else; a slow reader slows nobody. Used by one reader at a
/// time.
public final class Feed implements AutoCloseable {
  private final Journal journal;
  private final String runId;
  private final @Nullable Topic topic;
  private @Nullable Runnable listener;
  private long position;
  private boolean ended;

  Feed(Journal journal, String runId, @Nullable Topic topic, long after) {
    this.journal = journal;
    this.runId = runId;
    this.topic = topic;
    this.position = after;
  }

  /// The next events; none if there are no more yet. Blocks only to read older events from the
  /// store.
  ///
  /// @param maxEvents most events
  /// @param maxBytes most bytes of their lines together; one event is returned even if larger
  public List<Sealed> next(int maxEvents, int maxBytes) {
    List<Sealed> page =
        topic != null && topic.covers(position)
            ? topic.after(position, maxEvents, maxBytes)
            : journal.read(runId, position, maxEvents, maxBytes);
    if (!page.isEmpty()) {
      Sealed last = page.getLast();
      position = last.sequence();
      ended = last.isFinal();
    }
    return page;
  }

  /// Sequence of the last event returned.
  public long position() {
    return position;
  }

  /// Whether the final event was returned: nothing can follow.
  public boolean ended() {
    return ended;
  }

  /// Whether a call of [#next] would return events without reading the store.
  public boolean ready() {
    return topic != null && topic.covers(position) && topic.last() > position;
  }

  /// Whether a call of [#next] would be answered from memory, be it with events or with none.
  public boolean inMemory() {
    return topic != null && topic.covers(position);
  }

  /// Whether the run is driven or kept here, so that [#onMore] calls back.
  public boolean live() {
    return topic != null && !topic.closed();
  }

  /// Calls back, on any thread, whenever there may be more events; replaces the callback before. It
  /// must be quick: schedule, don't read. A callback may come although there is nothing new.
  public void onMore(Runnable callback) {
    close();
    if (topic != null) {
      listener = callback;
      topic.listen(callback);
    }
  }

  @Override
  public void close() {
    if (topic != null && listener != null) {
      topic.unlisten(listener);
      listener = null;
    }
  }
}
