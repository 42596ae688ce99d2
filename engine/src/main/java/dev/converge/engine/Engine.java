package dev.converge.engine;

import dev.converge.core.Explain;
import dev.converge.core.Input;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.host.Host;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Runs jobs: takes them in, drives their runs, recovers those that a crash interrupted, and shows
/// what became durable. Several engines may work on one store: each run is driven by one of them,
/// and all of them show every run and take every input. Thread-safe. Methods that return a future
/// never block; the others may wait for the store.
public final class Engine implements AutoCloseable {
  private final EngineParts parts;

  /// An engine that does nothing yet and has its store for itself; see [#recover].
  public Engine(
      EngineSettings settings,
      Host host,
      Journal journal,
      JobStore jobs,
      Programs programs,
      Agents agents,
      RunObserver observer) {
    this(
        settings,
        host,
        new EngineStore(journal, jobs, Replica.alone(jobs), Room.UNLIMITED),
        programs,
        agents,
        observer);
  }

  /// An engine that does nothing yet, over any store; see [#recover].
  public Engine(
      EngineSettings settings,
      Host host,
      EngineStore store,
      Programs programs,
      Agents agents,
      RunObserver observer) {
    this.parts = new EngineParts(settings, host, store, programs, agents, observer);
  }

  /// The time, in milliseconds, as inputs carry it.
  public Instant now() {
    return parts.now();
  }

  /// Which models the agents of a submission would get, and which of them would get none. Nothing
  /// is stored.
  public CompletableFuture<Agents.Choice> preflight(Submission submission) {
    return CompletableFuture.supplyAsync(
        () -> Preflight.of(parts.agents, submission, now()), parts.host.executor());
  }

  /// Takes in a job; completes once it is durable.
  ///
  /// @return fails with a [ConvergeException]: `INVALID` if an agent has nobody who answers for it,
  ///   `KEY_REUSED`, `OVERLOADED`, or `UNAVAILABLE` while draining or if the store cannot take it
  public CompletableFuture<AcceptedJob> submit(Submission submission) {
    return admitted(submission, () -> parts.intake.create(submission));
  }

  /// Forks a run: makes a job of a submission that takes over what its original has answered.
  /// Completes once it is durable.
  ///
  /// @param submission the job that the fork is
  /// @param order which run it is a fork of, and what it changes
  /// @return fails as [#submit] does, and with `RUN_NOT_FOUND`, `INVALID` if the original has no
  ///   such event or cycle, `GONE` if its content was erased, or `TOO_LARGE`
  public CompletableFuture<AcceptedJob> fork(Submission submission, ForkOrder order) {
    return admitted(
        submission,
        () -> parts.forks.plan(order).thenCompose(plan -> parts.intake.create(submission, plan)));
  }

  /// Takes in a job, unless it cannot be run now.
  private CompletableFuture<AcceptedJob> admitted(
      Submission submission, Supplier<CompletableFuture<AcceptedJob>> create) {
    if (parts.draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is shutting down");
    }
    try {
      parts.admission.require(
          submission.tenant(), parts.requireAgents(submission.program(), submission.mode()));
    } catch (ConvergeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return create.get();
  }

  /// What the same submission became before, if its idempotency key was used before. Creates
  /// nothing.
  ///
  /// @return fails with `KEY_REUSED` if the key was used for another body, or `UNAVAILABLE`
  public CompletableFuture<Optional<AcceptedJob>> earlier(Submission submission) {
    return parts.intake.earlier(submission);
  }

  /// Why no more runs fit into memory; empty if they do. Runs that are under way go on.
  public Optional<String> memoryProblem() {
    return parts.admission.memoryProblem();
  }

  /// Runs a final run again from its record, as a further run of its job, and compares: see
  /// [Replayer]. Completes once the new run is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE` if its content was erased, `OVERLOADED`, or `UNAVAILABLE`
  public CompletableFuture<ReplayedRun> replay(String runId) {
    if (parts.draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is shutting down");
    }
    return parts.replays.start(runId, "run_" + parts.ids.next());
  }

  /// As [#replay(String)], but once for each key of a client: the same key again compares again and
  /// makes no further run.
  public CompletableFuture<ReplayedRun> replay(String runId, String key) {
    return parts.draining
        ? failed(ErrorCode.UNAVAILABLE, "the server is shutting down")
        : parts.replays.once(runId, key);
  }

  /// Sends an input to a run; completes once what it led to is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store
  ///   cannot take it. An input that makes no sense is no failure: see [Reply#outcome]
  public CompletableFuture<Reply> send(String runId, Input input) {
    RunLoop run = parts.driven.get(runId);
    if (run != null) {
      return run.send(input);
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    parts.host.executor().execute(() -> parts.sendToInactive(runId, input, reply));
    return reply;
  }

  /// A run as it is now.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE` if its content was erased, or
  ///   `UNAVAILABLE` if the store cannot be read
  public RunView view(String runId) {
    return parts.reader.view(runId);
  }

  /// The place of a run among those whose agents are to be asked: see [RunView#position].
  public int position(String runId) {
    RunLoop run = parts.driven.get(runId);
    return run == null ? 0 : run.view().position();
  }

  /// Why each agent of a run ran or did not, cycle by cycle; reads the whole run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  public List<Explain.Cycle> explain(String runId) {
    return parts.reader.explain(runId);
  }

  /// Forgets what is kept in memory of a job's runs, which are final.
  void forget(String jobId) {
    parts.finished.forget(jobId);
    parts.stored.contentErased();
    parts.agents.contentErased();
  }

  /// Completes with the run once it is final, waits for a person or is paused. Completes with the
  /// run as it is when the time is over, and at once while draining.
  public CompletableFuture<RunView> await(String runId, Duration atMost) {
    RunLoop run = parts.driven.get(runId);
    if (run != null) {
      return parts.waits.begin(run, atMost);
    }
    CompletableFuture<RunView> answer = new CompletableFuture<>();
    parts
        .host
        .executor()
        .execute(() -> {
          try {
            RunView last = view(runId);
            if (parts.reader.mayGoOnElsewhere() && !parts.parked.holds(runId)) {
              parts.waits.follow(last, atMost).thenAccept(answer::complete);
            } else {
              answer.complete(last);
            }
          } catch (Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /// A cursor over a run's events.
  ///
  /// @param after sequence of the last event not wanted; 0 for all
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `BAD_CURSOR` if the position is beyond the
  ///   last event, `GONE` if its content was erased, or `UNAVAILABLE` if the store cannot be read
  public Feed feed(String runId, long after) {
    return parts.reader.feed(runId, after);
  }

  /// Takes up every run that is not final and that nobody drives here; returns once all are taken
  /// up, and looks again from time to time. If the store cannot be read, it returns and tries again
  /// later: see [#recovered()].
  public void recover() {
    parts.recovery.start();
  }

  /// Whether runs that a crash interrupted have been taken up since the start.
  public boolean recovered() {
    return parts.recovery.done();
  }

  /// Runs taken up since the start that another process, or this one before it went down, had left.
  public long adopted() {
    return parts.driven.adopted();
  }

  /// Runs that are driven here, in memory: not final ones, and not those that were put aside
  /// because they only wait for people or a time.
  public int active() {
    return parts.driven.size();
  }

  /// Runs that only wait for people or a time, as they were last counted: see
  /// [EngineSettings#scanEvery].
  public long putAside() {
    return parts.recovery.resting();
  }

  /// Runs that are not final and cannot go on here, because their templates are not installed or
  /// their events cannot be read.
  public int parked() {
    return parts.parked.size();
  }

  /// Runs in status `running`: not those that wait or are paused. Walks all runs in memory.
  public int running() {
    return parts.driven.running();
  }

  /// Agent calls under way.
  public int callsInFlight() {
    return parts.queues.waiting().inFlight() + parts.queues.computing().inFlight();
  }

  /// Runs in the queue, whose agents have not started yet.
  public int queued() {
    return parts.queues.waiting().queued() + parts.queues.computing().queued();
  }

  /// Agent calls that wait for room.
  public int callsWaiting() {
    return parts.queues.waiting().waiting() + parts.queues.computing().waiting();
  }

  /// Bytes in memory of recent events and finished runs.
  public long keptBytes() {
    return parts.memory.used();
  }

  /// Streams that listen for more.
  public int listeners() {
    return parts.topics.listeners();
  }

  /// The clock of the host is set, see [ClockWatch]: running time is not counted over it, and
  /// deadlines that have come are seen.
  ///
  /// @param by how far it is set forward, or back if negative
  /// @param set sets it
  public void clockSet(Duration by, Runnable set) {
    parts.driven.all().forEach(run -> run.clockIsSet(by));
    set.run();
    parts.driven.all().forEach(RunLoop::wokenUp);
    parts.recovery.clockSet(by.isNegative());
  }

  /// Clients that wait for a run: see [#await].
  public int waits() {
    return parts.waits.size();
  }

  /// Whether it takes no more work.
  public boolean draining() {
    return parts.draining;
  }

  /// Takes no more work: what is under way is left to whoever takes it up. Ends all waits.
  public void drain() {
    parts.draining = true;
    parts.waits.endAll();
    parts.providers.close();
    parts.recovery.close();
    parts.posts.close();
  }

  /// Drains, stops every run and gives it up; what was stored goes on elsewhere or after a restart.
  @Override
  public void close() {
    drain();
    parts.driven.all().forEach(RunLoop::stop);
    parts.appends.close();
    parts.driven.releaseAll();
  }

  private static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(new ConvergeException(code, message));
  }
}
