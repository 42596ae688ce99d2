package dev.converge.engine.feed;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Journal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cursor over the events of a run: returns every event after a position once, in order, when it
/// is durable. It stores only a position, so a slow reader does not affect others. Used by one
/// reader at a time.
public final class Feed implements AutoCloseable {
  private final Journal journal;
  private final String runId;
  private final @Nullable Topics topics;
  private @Nullable Topic topic;
  private @Nullable Runnable listener;
  private long position;
  private boolean ended;

  /// @param topics of unfinished runs, or `null` for a run that has ended
  /// @param topic of the run, if it already has one
  public Feed(
      Journal journal, String runId, @Nullable Topics topics, @Nullable Topic topic, long after) {
    this.journal = journal;
    this.runId = runId;
    this.topics = topics;
    this.topic = topic;
    this.position = after;
  }

  /// Returns the next events, or none if there are no more yet. Blocks only to read older events
  /// from the store.
  ///
  /// @param maxEvents maximum number of events
  /// @param maxBytes maximum number of bytes of their lines; one event is returned even if it is
  ///   larger
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

  /// A page ends with a final event, even if the run was continued after it, so that every reader
  /// sees the same end, whatever its page size.
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

  /// Whether [#onMore] calls back: the run is driven here, or is kept in memory.
  public boolean live() {
    return topic != null && !topic.closed();
  }

  /// Sets the callback for new events, which replaces the previous one. It is called on any thread
  /// when there may be more events, and must return quickly: schedule the read. It can be called
  /// although there is nothing new.
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
