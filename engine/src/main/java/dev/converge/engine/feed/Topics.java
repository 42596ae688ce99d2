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

/// The topics of the runs that are driven here, and of those that are not but are listened to: a
/// reader of a run that was put aside hears of its next event when it goes on. Thread-safe.
public final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final int PAGE_EVENTS = 500;

  private final Map<String, Topic> open = new ConcurrentHashMap<>();
  private final Executor executor;
  private final Journal journal;
  private final MemoryBudget memory;
  private final Watches watches;

  /// Topics of no run yet.
  ///
  /// @param executor runs what reads the journal
  /// @param watches tells what others store of the runs that are listened to and not driven here
  public Topics(Executor executor, Journal journal, MemoryBudget memory, Watches watches) {
    this.executor = executor;
    this.journal = journal;
    this.memory = memory;
    this.watches = watches;
  }

  /// The topic of a run that is driven from a sequence on.
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

  /// The run of a topic is put aside. Unless somebody listens, nothing of it stays.
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

  /// Somebody else drives the run of a topic, or will: whoever listens looks in the journal from
  /// now on.
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

  /// The run of a topic is over or driven elsewhere; whoever listens has the topic.
  public void leave(String runId, Topic topic) {
    open.remove(runId, topic);
  }

  /// The topic of a run; `null` if there is none.
  public @Nullable Topic find(String runId) {
    return open.get(runId);
  }

  /// Has a reader listen to a run.
  ///
  /// @param had the topic that the reader has, which may have been left meanwhile
  /// @return the topic that it listens to
  public Topic listen(String runId, @Nullable Topic had, Runnable listener) {
    AtomicReference<Topic> heard = new AtomicReference<>();
    open.compute(
        runId,
        (_, open) -> {
          if (open == null && had != null && !had.closed()) {
            // The run is over: its last events are here, unless somebody continues it elsewhere.
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

  /// A reader listens no more.
  public void unlisten(String runId, Topic topic, Runnable listener) {
    topic.unlisten(listener);
    if (!topic.isDriven()) {
      dropUnheard(runId, topic);
    } else if (topic.listeners() == 0) {
      unwatchEnd(runId);
    }
  }

  /// Somebody else stored events of a run that is over here: whoever listens looks in the journal.
  private void continued(String runId, Topic over, long last) {
    if (last > over.last()) {
      unwatchEnd(runId);
      over.close();
    }
  }

  /// Hears no more of a run, if it is not listened to other than at its end.
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

  /// Events of a run up to a sequence were stored by somebody who does not drive it here. They are
  /// read once for all who listen; where that fails, each looks in the journal.
  public void stored(String runId, long last) {
    Topic topic = open.get(runId);
    if (topic != null && topic.beginToFollow(last)) {
      executor.execute(() -> follow(runId, topic));
    }
  }

  private void follow(String runId, Topic topic) {
    while (!topic.endToFollow()) {
      long from = topic.known();
      // Whoever began to listen stands anywhere.
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
      LOG.debug("run {} could not be read for its listeners, who look by themselves", runId, e);
      return List.of();
    }
  }

  /// The runs that are listened to and not driven here.
  public List<String> undriven() {
    List<String> runs = new ArrayList<>();
    open.forEach((runId, topic) -> {
      if (!topic.isDriven()) {
        runs.add(runId);
      }
    });
    return runs;
  }

  /// How many listen.
  public int listeners() {
    return List.copyOf(open.values()).stream().mapToInt(Topic::listeners).sum();
  }
}
