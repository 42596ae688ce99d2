package dev.converge.engine.feed;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Journal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cursor over a run's events: every event after a position, once, in order, as it becomes
/// durable. Costs a position and nothing else; a slow reader slows nobody. Used by one reader at a
/// time.
public final class Feed implements AutoCloseable {
  private final Journal journal;
  private final String runId;
  private final @Nullable Topics topics;
  private @Nullable Topic topic;
  private @Nullable Runnable listener;
  private long position;
  private boolean ended;

  /// @param topics of the runs that go on, or `null` for one that is over
  /// @param topic of the run, if there is one by now
  public Feed(
      Journal journal, String runId, @Nullable Topics topics, @Nullable Topic topic, long after) {
    this.journal = journal;
    this.runId = runId;
    this.topics = topics;
    this.topic = topic;
    this.position = after;
  }

  /// The next events; none if there are no more yet. Blocks only to read older events from the
  /// store.
  ///
  /// @param maxEvents most events
  /// @param maxBytes most bytes of their lines together; one event is returned even if larger
  public List<Sealed> next(int maxEvents, int maxBytes) {
    return nextInMemory(maxEvents, maxBytes)
        .orElseGet(() -> moved(journal.read(runId, position, maxEvents, maxBytes)));
  }

  /// The next events as [#next] returns them, if they are still in memory; otherwise empty. Never
  /// blocks.
  public Optional<List<Sealed>> nextInMemory(int maxEvents, int maxBytes) {
    return topic == null
        ? Optional.empty()
        : topic.after(position, maxEvents, maxBytes).map(this::moved);
  }

  /// A page ends with a final event, also where the run was continued after it: so every reader
  /// sees the same end, whatever the pages.
  private List<Sealed> moved(List<Sealed> page) {
    if (page.isEmpty()) {
      return page;
    }
    int count = 1;
    while (count < page.size() && !page.get(count - 1).isFinal()) {
      count++;
    }
    Sealed last = page.get(count - 1);
    position = last.sequence();
    ended = last.isFinal();
    return page.subList(0, count);
  }

  /// Sequence of the last event returned.
  public long position() {
    return position;
  }

  /// Whether the last event returned is a final one. More follows only if the run was continued or
  /// is continued later.
  public boolean ended() {
    return ended;
  }

  /// Whether [#onMore] calls back: the run goes on here, or is kept in memory.
  public boolean live() {
    return topic != null && !topic.closed();
  }

  /// Calls back, on any thread, whenever there may be more events; replaces the callback before. It
  /// must be quick: schedule, don't read. A callback may come although there is nothing new.
  public void onMore(Runnable callback) {
    close();
    if (topics != null) {
      topic = topics.listen(runId, topic, callback);
      listener = callback;
    } else if (topic != null) {
      topic.listen(callback);
      listener = callback;
    }
  }

  @Override
  public void close() {
    if (topic != null && listener != null) {
      if (topics != null) {
        topics.unlisten(runId, topic, listener);
      } else {
        topic.unlisten(listener);
      }
      listener = null;
    }
  }
}
