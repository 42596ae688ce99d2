package dev.converge.engine.feed;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Watches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The topics of the runs that are driven here, and of other runs that have listeners: a reader of
/// a run that was put aside is notified of its next event when it continues. Thread-safe.
public final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final int PAGE_EVENTS = 500;

  private final Map<String, Topic> open = new ConcurrentHashMap<>();
  private final Executor executor;
  private final Journal journal;
  private final MemoryBudget memory;
  private final Watches watches;

  /// Without topics.
  ///
  /// @param executor runs the reads from the journal
  /// @param watches reports what others store for runs that have listeners and are not driven here
  public Topics(Executor executor, Journal journal, MemoryBudget memory, Watches watches) {
    this.executor = executor;
    this.journal = journal;
    this.memory = memory;
    this.watches = watches;
  }

  /// The topic of a run that is driven here from a sequence on.
  public Topic drive(String runId, long from) {
    return open.compute(
        runId,
        (_, topic) -> {
          if (topic == null || !topic.isDriven()) {
            watches.unwatch(runId);
          }
          if (topic == null) {
            return Topic.driven(from, memory);
          }
          topic.drive(from);
          return topic;
        });
  }

  /// The run of a topic is put aside. Unless somebody listens, the topic is dropped.
  public void putAside(String runId, Topic topic) {
    open.computeIfPresent(
        runId,
        (_, other) -> {
          if (other == topic) {
            topic.putAside();
            watch(runId);
          }
          return other;
        });
    dropUnheard(runId, topic);
  }

  private void watch(String runId) {
    watches.watch(runId, last -> stored(runId, last));
  }

  /// Another server drives the run of a topic, or will: from now on, listeners read the journal.
  public void moved(String runId, Topic topic) {
    putAside(runId, topic);
    if (open.get(runId) == topic) {
      topic.passBy(topic.last());
    }
  }

  private void dropUnheard(String runId, Topic topic) {
    open.computeIfPresent(
        runId,
        (_, other) -> {
          if (other != topic || topic.isDriven() || topic.listeners() > 0) {
            return other;
          }
          watches.unwatch(runId);
          topic.close();
          topic.discard();
          return null;
        });
  }

  /// The run of a topic has ended or is driven elsewhere. Listeners keep the topic.
  public void leave(String runId, Topic topic) {
    open.remove(runId, topic);
  }

  /// The topic of a run; `null` if there is none.
  public @Nullable Topic find(String runId) {
    return open.get(runId);
  }

  /// Starts listening to a run for a reader.
  ///
  /// @param had the topic that the reader has, which may have been dropped in the meantime
  /// @return the topic that the reader listens to
  public Topic listen(String runId, @Nullable Topic had, Runnable listener) {
    AtomicReference<Topic> heard = new AtomicReference<>();
    open.compute(
        runId,
        (_, open) -> {
          if (open == null && had != null && !had.closed()) {
            // The run has ended: its last events are here, unless another server continues it.
            had.listen(listener);
            watches.watch(runId, last -> continued(runId, had, last));
            heard.set(had);
            return null;
          }
          Topic topic = open == null ? Topic.undriven(memory) : open;
          if (open == null) {
            watch(runId);
          }
          topic.listen(listener);
          heard.set(topic);
          return topic;
        });
    return heard.get();
  }

  /// A reader stops listening.
  public void unlisten(String runId, Topic topic, Runnable listener) {
    topic.unlisten(listener);
    if (!topic.isDriven()) {
      dropUnheard(runId, topic);
    } else if (topic.listeners() == 0) {
      unwatchEnd(runId);
    }
  }

  /// Another server stored events of a run that has ended here: listeners read the journal.
  private void continued(String runId, Topic over, long last) {
    if (last > over.last()) {
      unwatchEnd(runId);
      over.close();
    }
  }

  /// Stops following a run, unless it has listeners that wait for more than its end.
  private void unwatchEnd(String runId) {
    open.compute(
        runId,
        (_, topic) -> {
          if (topic == null) {
            watches.unwatch(runId);
          }
          return topic;
        });
  }

  /// Another server stored events of a run up to a sequence. They are read once for all listeners.
  /// If that fails, each listener reads the journal.
  public void stored(String runId, long last) {
    Topic topic = open.get(runId);
    if (topic != null && topic.beginToFollow(last)) {
      executor.execute(() -> follow(runId, topic));
    }
  }

  private void follow(String runId, Topic topic) {
    while (!topic.endToFollow()) {
      long from = topic.known();
      // New listeners can have any position.
      List<Sealed> page = from == 0 ? List.of() : page(runId, from);
      if (page.isEmpty()) {
        topic.passBy(topic.wanted());
      } else {
        topic.follow(from, page);
      }
    }
  }

  private List<Sealed> page(String runId, long from) {
    try {
      return journal.read(runId, from, PAGE_EVENTS, Topic.MAX_RECENT_BYTES);
    } catch (Throwable e) {
      LOG.debug(
          "run {} could not be read for its listeners, which read the journal themselves",
          runId,
          e);
      return List.of();
    }
  }

  /// The runs that have listeners and are not driven here.
  public List<String> undriven() {
    List<String> runs = new ArrayList<>();
    open.forEach((runId, topic) -> {
      if (!topic.isDriven()) {
        runs.add(runId);
      }
    });
    return runs;
  }

  /// Number of listeners.
  public int listeners() {
    return List.copyOf(open.values()).stream().mapToInt(Topic::listeners).sum();
  }
}
