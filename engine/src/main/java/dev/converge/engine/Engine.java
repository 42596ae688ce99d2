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

/// Runs jobs: accepts them, drives their runs, recovers runs after a crash, and publishes durable
/// events. Several engines can share a store: one of them drives each run, and all of them show
/// every run and accept every input. Thread-safe. Methods that return a future never block. The
/// others can wait for the store.
public final class Engine implements AutoCloseable {
  private final EngineParts parts;

  /// Creates an engine with its own store. It does nothing until [#recover] is called.
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

  /// Creates an engine on any store. It does nothing until [#recover] is called.
  public Engine(
      EngineSettings settings,
      Host host,
      EngineStore store,
      Programs programs,
      Agents agents,
      RunObserver observer) {
    this.parts = new EngineParts(settings, host, store, programs, agents, observer);
  }

  /// The current time, in milliseconds, as used in inputs.
  public Instant now() {
    return parts.now();
  }

  /// Returns which model each agent of a submission would use, and which agents have none. Stores
  /// nothing.
  public CompletableFuture<Agents.Choice> preflight(Submission submission) {
    return CompletableFuture.supplyAsync(
        () -> Preflight.of(parts.agents, submission, now()), parts.host.executor());
  }

  /// Submits a job. Completes when it is durable.
  ///
  /// @return fails with a [ConvergeException]: `INVALID` if an agent is not installed,
  ///   `KEY_REUSED`, `OVERLOADED`, or `UNAVAILABLE` while draining or if the store cannot take it
  public CompletableFuture<AcceptedJob> submit(Submission submission) {
    return admitted(submission, () -> parts.intake.create(submission));
  }

  /// Forks a run: creates a job that reuses the answers of its original. Completes when it is
  /// durable.
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

  /// Submits a job, unless it cannot run now.
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

  /// Returns the job of an earlier submission with the same idempotency key, if there is one.
  /// Creates nothing.
  ///
  /// @return fails with `KEY_REUSED` if the key was used for another body, or `UNAVAILABLE`
  public CompletableFuture<Optional<AcceptedJob>> earlier(Submission submission) {
    return parts.intake.earlier(submission);
  }

  /// Why no more runs fit into memory. Empty if they do. Runs in progress continue.
  public Optional<String> memoryProblem() {
    return parts.admission.memoryProblem();
  }

  /// Replays an ended run from its record, as another run of its job, and compares the events: see
  /// [Replayer]. Completes when the new run is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE` if its content was erased, `OVERLOADED`, or `UNAVAILABLE`
  public CompletableFuture<ReplayedRun> replay(String runId) {
    if (parts.draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is shutting down");
    }
    return parts.replays.start(runId, "run_" + parts.ids.next());
  }

  /// Like [#replay(String)], but once for each idempotency key: the same key compares again and
  /// creates no other run.
  public CompletableFuture<ReplayedRun> replay(String runId, String key) {
    return parts.draining
        ? failed(ErrorCode.UNAVAILABLE, "the server is shutting down")
        : parts.replays.once(runId, key);
  }

  /// Sends an input to a run. Completes when its result is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store
  ///   cannot take it. A refused input is not a failure: see [Reply#outcome]
  public CompletableFuture<Reply> send(String runId, Input input) {
    RunLoop run = parts.driven.get(runId);
    if (run != null) {
      return run.send(input);
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    parts.host.executor().execute(() -> parts.sendToInactive(runId, input, reply));
    return reply;
  }

  /// The current state of a run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE` if its content was erased, or
  ///   `UNAVAILABLE` if the store cannot be read
  public RunView view(String runId) {
    return parts.reader.view(runId);
  }

  /// The position of a run among those whose agents have not been asked yet: see
  /// [RunView#position].
  public int position(String runId) {
    RunLoop run = parts.driven.get(runId);
    return run == null ? 0 : run.view().position();
  }

  /// Explains for each cycle why each agent ran or did not run. Reads the whole run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  public List<Explain.Cycle> explain(String runId) {
    return parts.reader.explain(runId);
  }

  /// Removes the ended runs of a job from memory.
  void forget(String jobId) {
    parts.finished.forget(jobId);
    parts.stored.contentErased();
    parts.agents.contentErased();
  }

  /// Completes when the run ends, waits for a person or is paused, or with the current state when
  /// the time is over, or immediately while draining.
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

  /// A cursor over the events of a run.
  ///
  /// @param after starts after this sequence; 0 for all events
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `BAD_CURSOR` if the position is beyond the
  ///   last event, `GONE` if its content was erased, or `UNAVAILABLE` if the store cannot be read
  public Feed feed(String runId, long after) {
    return parts.reader.feed(runId, after);
  }

  /// Recovers every unfinished run that is not driven here. Returns when all are recovered, and
  /// looks again periodically. If the store cannot be read, it returns and retries later: see
  /// [#recovered()].
  public void recover() {
    parts.recovery.start();
  }

  /// Whether interrupted runs have been recovered since the start.
  public boolean recovered() {
    return parts.recovery.done();
  }

  /// The number of runs recovered since the start, from this process or another one.
  public long adopted() {
    return parts.driven.adopted();
  }

  /// Runs that are driven here, in memory: not final ones, and not those that were put aside
  /// because they only wait for people or a time.
  public int active() {
    return parts.driven.size();
  }

  /// Runs that only wait for a person or a time, as last counted: see [EngineSettings#scanEvery].
  public long putAside() {
    return parts.recovery.resting();
  }

  /// Unfinished runs that cannot continue here, because their templates are not installed or their
  /// events cannot be read.
  public int parked() {
    return parts.parked.size();
  }

  /// Runs with the status `running`. Walks all runs in memory.
  public int running() {
    return parts.driven.running();
  }

  /// Agent calls in progress.
  public int callsInFlight() {
    return parts.queues.waiting().inFlight() + parts.queues.computing().inFlight();
  }

  /// Runs in the queue, whose agents have not started yet.
  public int queued() {
    return parts.queues.waiting().queued() + parts.queues.computing().queued();
  }

  /// Agent calls that wait for a free slot.
  public int callsWaiting() {
    return parts.queues.waiting().waiting() + parts.queues.computing().waiting();
  }

  /// Bytes of recent events and finished runs in memory.
  public long keptBytes() {
    return parts.memory.used();
  }

  /// Streams that wait for more events.
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

  /// Number of clients that wait for a run: see [#await].
  public int waits() {
    return parts.waits.size();
  }

  /// Whether the engine accepts no more work.
  public boolean draining() {
    return parts.draining;
  }

  /// Stops accepting work, and leaves unfinished runs to the next start or to other engines. Ends
  /// all waits.
  public void drain() {
    parts.draining = true;
    parts.waits.endAll();
    parts.providers.close();
    parts.recovery.close();
    parts.posts.close();
  }

  /// Drains, stops every run and releases it. Stored runs continue on another engine or after a
  /// restart.
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
