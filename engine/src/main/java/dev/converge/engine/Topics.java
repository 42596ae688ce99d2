package dev.converge.engine;

import dev.converge.engine.store.Watches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The topics of the runs that are driven here, and of those that are not but are listened to: a
/// reader of a run that was put aside hears of its next event when it goes on. Thread-safe.
final class Topics {
  private final Map<String, Topic> open = new ConcurrentHashMap<>();
  private final MemoryBudget memory;
  private final Watches watches;

  /// @param watches tells what others store of the runs that are listened to and not driven here
  Topics(MemoryBudget memory, Watches watches) {
    this.memory = memory;
    this.watches = watches;
  }

  /// The topic of a run that is driven from a sequence on.
  Topic drive(String runId, long from) {
    return open.compute(
        runId,
        (_, topic) -> {
          if (topic == null) {
            return Topic.driven(from, memory);
          }
          if (!topic.isDriven()) {
            watches.unwatch(runId);
          }
          topic.drive(from);
          return topic;
        });
  }

  /// The run of a topic is put aside. Unless somebody listens, nothing of it stays.
  void putAside(String runId, Topic topic) {
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
  void moved(String runId, Topic topic) {
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
  void leave(String runId, Topic topic) {
    open.remove(runId, topic);
  }

  @Nullable Topic find(String runId) {
    return open.get(runId);
  }

  /// Has a reader listen to a run.
  ///
  /// @param had the topic that the reader has, which may have been left meanwhile
  /// @return the topic that it listens to
  Topic listen(String runId, @Nullable Topic had, Runnable listener) {
    AtomicReference<Topic> heard = new AtomicReference<>();
    open.compute(
        runId,
        (_, open) -> {
          if (open == null && had != null && !had.closed()) {
            // The run is over: its last events are here.
            had.listen(listener);
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

  void unlisten(String runId, Topic topic, Runnable listener) {
    topic.unlisten(listener);
    if (!topic.isDriven()) {
      dropUnheard(runId, topic);
    }
  }

  /// Events of a run up to a sequence were stored by somebody who does not drive it here.
  void stored(String runId, long last) {
    Topic topic = open.get(runId);
    if (topic != null && topic.lags(last)) {
      topic.passBy(last);
    }
  }

  /// The runs that are listened to and not driven here.
  List<String> undriven() {
    List<String> runs = new ArrayList<>();
    open.forEach((runId, topic) -> {
      if (!topic.isDriven()) {
        runs.add(runId);
      }
    });
    return runs;
  }

  int listeners() {
    return List.copyOf(open.values()).stream().mapToInt(Topic::listeners).sum();
  }
}
