package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.feed.Topic;
import dev.converge.engine.feed.Topics;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clients that wait until a run can do no more by itself, wherever it is driven. A wait holds no
/// thread. Thread-safe.
final class Waits implements RunObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

  /// Delay before retrying a run that could not be read.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /// Reads runs. Can wait for the store, and fail.
  interface Reader {
    /// The state of a run.
    Status status(String runId);

    /// The current view of a run.
    RunView view(String runId);
  }

  private final Host host;
  private final Topics topics;
  private final Reader reader;
  private final ConcurrentMap<String, Set<Wait>> open = new ConcurrentHashMap<>();
  private volatile boolean ended;

  private static final class Wait {
    private final String runId;
    private final CompletableFuture<RunView> answer = new CompletableFuture<>();
    private final Supplier<RunView> view;

    /// Whether the state of the run is known only from the store.
    private volatile boolean follows;

    Wait(String runId, Supplier<RunView> view) {
      this.runId = runId;
      this.view = view;
    }

    void end() {
      answer.complete(view.get());
    }
  }

  Waits(Host host, Topics topics, Reader reader) {
    this.host = host;
    this.topics = topics;
    this.reader = reader;
  }

  /// Completes with the run once it is final, waits for a person or is paused, or with its current
  /// state when the time is over or all waits end.
  CompletableFuture<RunView> begin(RunLoop run, Duration atMost) {
    Wait wait = new Wait(run.runId(), run::view);
    add(wait, atMost);
    if (ended || run.over().isDone() || needsPeople(run.view().state().status())) {
      wait.end();
    } else if (run.isGone()) {
      follow(wait);
    }
    return wait.answer;
  }

  /// The same for a run that is driven elsewhere, or not at all: checks again whenever it has
  /// progressed.
  ///
  /// @param last the run as just read
  CompletableFuture<RunView> follow(RunView last, Duration atMost) {
    Wait wait = new Wait(last.runId(), () -> last);
    add(wait, atMost);
    if (ended || over(last.state().status())) {
      wait.end();
    } else {
      follow(wait);
    }
    return wait.answer;
  }

  private void add(Wait wait, Duration atMost) {
    open.compute(
        wait.runId,
        (_, waits) -> {
          Set<Wait> all = waits == null ? ConcurrentHashMap.newKeySet() : waits;
          all.add(wait);
          return all;
        });
    Timers.Timer timer = host.timers().after(atMost, () -> end(wait));
    wait.answer.whenComplete((_, _) -> {
      timer.cancel();
      forget(wait);
    });
  }

  private void follow(Wait wait) {
    wait.follows = true;
    Runnable listener = () -> host.executor().execute(() -> look(wait));
    Topic topic = topics.listen(wait.runId, null, listener);
    wait.answer.whenComplete((_, _) -> topics.unlisten(wait.runId, topic, listener));
    listener.run();
  }

  private void look(Wait wait) {
    if (wait.answer.isDone()) {
      return;
    }
    try {
      if (over(reader.status(wait.runId))) {
        wait.answer.complete(reader.view(wait.runId));
      }
    } catch (RuntimeException e) {
      LOG.debug("run {} could not be read for a waiting client", wait.runId, e);
      host.timers().after(LOOK_AGAIN, () -> host.executor().execute(() -> look(wait)));
    }
  }

  /// Ends a wait with the current state of the run, if it can be read.
  private void end(Wait wait) {
    if (wait.follows) {
      host.executor()
          .execute(() -> {
            try {
              wait.answer.complete(reader.view(wait.runId));
            } catch (RuntimeException e) {
              LOG.debug("run {} could not be read for a waiting client", wait.runId, e);
              wait.end();
            }
          });
    } else {
      wait.end();
    }
  }

  private static boolean over(Status status) {
    return status.isFinal() || needsPeople(status);
  }

  private void forget(Wait wait) {
    open.computeIfPresent(
        wait.runId,
        (_, waits) -> {
          waits.remove(wait);
          return waits.isEmpty() ? null : waits;
        });
  }

  /// Final runs end their waits later, when the engine no longer counts them as active.
  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (needsPeople(state.status())) {
      end(runId);
    }
  }

  /// Ends the waits for a run that has ended.
  void end(String runId) {
    Set<Wait> waits = open.get(runId);
    if (waits != null) {
      List.copyOf(waits).forEach(this::end);
    }
  }

  /// A run is no longer driven here although it continues: its waits follow it.
  void moved(String runId) {
    Set<Wait> waits = open.get(runId);
    if (waits != null) {
      List.copyOf(waits).forEach(this::follow);
    }
  }

  private static boolean needsPeople(Status status) {
    return status == Status.WAITING || status == Status.PAUSED;
  }

  int size() {
    return open.values().stream().mapToInt(Set::size).sum();
  }

  /// Ends all waits. Later ones end at once.
  void endAll() {
    ended = true;
    open.values().forEach(waits -> List.copyOf(waits).forEach(this::end));
  }
}
