package dev.converge.runtime.operations;

import dev.converge.core.event.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads and follows the events of runs. Methods may block for I/O. Thread-safe.
public final class EventOperations {
  private static final int CHUNK_EVENTS = 500;

  /// Maximum number of events that are examined for one page; a filter that matches few events can
  /// return a short page.
  private static final int MAX_LOOKED_AT = 20_000;

  private final Entrance entrance;
  private final Engine engine;
  private final JobStore jobs;
  private final RunFinder runs;

  EventOperations(Entrance entrance, Engine engine, JobStore jobs, RunFinder runs) {
    this.entrance = entrance;
    this.engine = engine;
    this.jobs = jobs;
    this.runs = runs;
  }

  /// Finds a run whose events the caller wants to follow.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND` or `RUN_NOT_FOUND`
  public JobRun find(Caller caller, RunSelector run) {
    return entrance.call(
        caller,
        Operation.READ_EVENTS,
        run.target(),
        () -> {
          JobRun found = runs.run(caller, run);
          runs.remember(found.job());
          return found;
        });
  }

  /// Follows a run.
  ///
  /// @param after sequence of the last event that the caller has; 0 for none
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`,
  ///   `BAD_CURSOR`, `GONE` or `UNAVAILABLE`
  public OpenFeed follow(Caller caller, RunSelector run, long after) {
    return entrance.call(
        caller,
        Operation.READ_EVENTS,
        run.target(),
        () -> {
          String runId = runs.runId(caller, run);
          return new OpenFeed(runId, engine.feed(runId, after));
        });
  }

  /// Follows a run that the caller already follows, from another position.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `RUN_NOT_FOUND`, `BAD_CURSOR`, `GONE`
  ///   or `UNAVAILABLE`
  public Feed reopen(String runId, long after) {
    return engine.feed(runId, after);
  }

  /// The sequence of a run's last event; 0 if the run does not exist.
  public long lastSequence(String runId) {
    return jobs.run(runId).map(JobStore.Run::sequence).orElse(0L);
  }

  /// The position of a run that the caller follows among those whose agents have not been asked
  /// yet; 0 if it does not wait for its turn.
  public int queuePosition(String runId) {
    return engine.position(runId);
  }

  /// Whether a run is final and a position is its end.
  public boolean endsAt(String runId, long position) {
    Optional<JobStore.Run> run = jobs.run(runId);
    return run.isPresent()
        && run.get().head().status().isFinal()
        && run.get().sequence() == position;
  }

  /// Reads a page of a run's events.
  ///
  /// @throws dev.converge.engine.error.ConvergeException as [#follow] does
  public EventPage page(Caller caller, EventQuery query) {
    return entrance.call(
        caller,
        Operation.READ_EVENTS,
        query.run().target(),
        () -> {
          String runId = runs.runId(caller, query.run());
          try (Feed feed = engine.feed(runId, query.after())) {
            return page(runId, feed, query);
          }
        });
  }

  private EventPage page(String runId, Feed feed, EventQuery query) {
    Set<String> types = query.types();
    List<Sealed> events = new ArrayList<>();
    int bytes = 0;
    int lookedAt = 0;
    long position = feed.position();
    boolean more = true;
    while (more
        && events.size() < query.limit()
        && bytes < EventQuery.MAX_BYTES
        && lookedAt < MAX_LOOKED_AT) {
      int wanted = types == null ? query.limit() - events.size() : CHUNK_EVENTS;
      List<Sealed> read = feed.next(wanted, EventQuery.MAX_BYTES - bytes);
      more = !read.isEmpty();
      for (Sealed event : read) {
        if (events.size() == query.limit()) {
          break;
        }
        lookedAt++;
        position = event.sequence();
        if (types == null || types.contains(event.type())) {
          events.add(event);
          bytes += event.json().length;
        }
      }
    }
    boolean complete = feed.ended() && position == feed.position() && endsAt(runId, position);
    return new EventPage(runId, events, position, complete);
  }
}
