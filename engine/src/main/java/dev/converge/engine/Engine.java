package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Explain;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.fork.Forks;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.replay.Replays;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs jobs: takes them in, drives their runs, recovers those that a crash interrupted, and shows
/// what became durable. Thread-safe. Methods that return a future never block; the others may wait
/// for the store.
public final class Engine implements AutoCloseable {
  private final EngineSettings settings;
  private final Host host;
  private final Journal journal;
  private final JobStore jobs;
  private final Agents agents;
  private final RunObserver observer;
  private final UuidV7 ids;
  private final Calls.Queues queues;
  private final RunAdmission admission;
  private final Replays replays;
  private final Forks forks;
  private final MemoryBudget memory;
  private final Topics topics;
  private final DrivenRuns driven;
  private final FinishedRuns finished;
  private final StoredRuns stored;
  private final Appends appends;
  private final ParkedRuns parked;
  private final UndrivenRuns undriven;
  private final Intake intake;
  private final Recovery recovery;
  private final Waits waits;
  private final ProviderWatch providers;
  private volatile boolean draining;

  /// An engine that does nothing yet; see [#recover].
  public Engine(
      EngineSettings settings,
      Host host,
      Journal journal,
      JobStore jobs,
      Programs programs,
      Agents agents,
      RunObserver observer) {
    this(settings, host, journal, jobs, programs, agents, observer, Room.UNLIMITED);
  }

  /// Likewise, and stores replays only where there is room.
  public Engine(
      EngineSettings settings,
      Host host,
      Journal journal,
      JobStore jobs,
      Programs programs,
      Agents agents,
      RunObserver observer,
      Room room) {
    this.settings = settings;
    this.host = host;
    this.journal = journal;
    this.jobs = jobs;
    this.agents = agents;
    this.waits = new Waits(host.timers());
    this.memory = new MemoryBudget(settings.maxKeptBytes());
    this.topics = new Topics(memory);
    this.providers = new ProviderWatch(host, agents, this::providerBack);
    this.queues = Calls.Queues.of(host, settings);
    this.observer =
        RunObserver.all(List.of(observer.guarded(), waits, providers, queues.work().guarded()));
    this.ids = new UuidV7(host.clock(), host.random());
    this.intake = new Intake(host, jobs, agents, ids, settings.maxJobBytes(), this::begin);
    this.stored = new StoredRuns(journal, jobs, programs);
    this.appends = new Appends(host, journal);
    this.parked =
        new ParkedRuns(
            host,
            journal,
            jobs,
            stored,
            RunObserver.all(
                List.of(
                    this.observer,
                    (_, runId, _, state) -> topics.stored(runId, state.sequence()))));
    this.replays = new Replays(host, stored, jobs, agents, room);
    this.forks = new Forks(host, stored, agents);
    this.driven =
        new DrivenRuns(
            new DrivenRuns.Tools(
                host,
                appends,
                stored,
                this.observer,
                (run, reuse) -> new Calls(host, agents, queues, run, reuse),
                settings.maxJobBytes()),
            forks,
            parked,
            topics,
            listener());
    this.finished = new FinishedRuns(settings.maxFinishedKept());
    this.undriven = new UndrivenRuns(stored, parked, finished, drivers());
    this.admission =
        new RunAdmission(
            settings,
            host.heap(),
            host.steady(),
            queues.work(),
            queues::ahead,
            () -> atMostRunning() + intake.size());
    this.recovery = new Recovery(settings.scanEvery(), host, jobs, finder());
  }

  /// The time, in milliseconds, as inputs carry it.
  public Instant now() {
    return host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Which models the agents of a submission would get, and which of them would get none. Nothing
  /// is stored.
  public CompletableFuture<Agents.Choice> preflight(Submission submission) {
    return CompletableFuture.supplyAsync(
        () -> Preflight.of(agents, submission, now()), host.executor());
  }

  /// Takes in a job; completes once it is durable.
  ///
  /// @return fails with a [ConvergeException]: `INVALID` if an agent has nobody who answers for it,
  ///   `KEY_REUSED`, `OVERLOADED`, or `UNAVAILABLE` while draining or if the store cannot take it
  public CompletableFuture<AcceptedJob> submit(Submission submission) {
    return admitted(submission, () -> intake.create(submission));
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
        submission, () -> forks.plan(order).thenCompose(plan -> intake.create(submission, plan)));
  }

  /// Takes in a job, unless it cannot be run now.
  private CompletableFuture<AcceptedJob> admitted(
      Submission submission, Supplier<CompletableFuture<AcceptedJob>> create) {
    if (draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is going down");
    }
    try {
      admission.require(
          submission.tenant(), requireAgents(submission.program(), submission.mode()));
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
    return intake.earlier(submission);
  }

  /// Why no more runs fit into memory; empty if they do. Runs that are under way go on.
  public Optional<String> memoryProblem() {
    return admission.memoryProblem();
  }

  /// Whether all of them compute.
  private boolean requireAgents(Program program, Mode mode) {
    boolean computing = true;
    for (AgentSpec spec : program.agents()) {
      computing &= agents.agent(program, spec, mode).computes();
    }
    return computing;
  }

  private void begin(Intake.Begun begun) {
    driven.begin(begun);
  }

  private void providerBack(String runId) {
    driven.providerBack(runId, now());
  }

  private DrivenRuns.Listener listener() {
    return new DrivenRuns.Listener() {
      @Override
      public void over(RunLoop run) {
        finished.add(run);
        driven.leave(run);
        waits.end(run.runId());
      }

      @Override
      public void putAside(Instant until) {
        recovery.rests(until);
      }

      @Override
      public void came(String runId, Inbox.Item item) {
        CompletableFuture<Reply> reply = item.reply();
        CompletableFuture<Reply> known = reply == null ? new CompletableFuture<>() : reply;
        host.executor().execute(() -> sendToInactive(runId, item.input(), known));
      }

      @Override
      public void takenUp(String runId, RunState state) {
        providers.look(runId, state);
      }
    };
  }

  /// Runs a final run again from its record, as a further run of its job, and compares: see
  /// [Replayer]. Completes once the new run is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE` if its content was erased, `OVERLOADED`, or `UNAVAILABLE`
  public CompletableFuture<ReplayedRun> replay(String runId) {
    if (draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is going down");
    }
    return replays.start(runId, "run_" + ids.next());
  }

  /// As [#replay(String)], but once for each key of a client: the same key again compares again and
  /// makes no further run.
  public CompletableFuture<ReplayedRun> replay(String runId, String key) {
    return draining
        ? failed(ErrorCode.UNAVAILABLE, "the server is going down")
        : replays.once(runId, key);
  }

  /// Sends an input to a run; completes once what it led to is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store
  ///   cannot take it. An input that makes no sense is no failure: see [Reply#outcome]
  public CompletableFuture<Reply> send(String runId, Input input) {
    RunLoop run = driven.get(runId);
    if (run != null) {
      return run.send(input);
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    host.executor().execute(() -> sendToInactive(runId, input, reply));
    return reply;
  }

  private void sendToInactive(String runId, Input input, CompletableFuture<Reply> reply) {
    if (draining) {
      reply.completeExceptionally(
          new ConvergeException(ErrorCode.UNAVAILABLE, "the server is going down"));
      return;
    }
    try {
      undriven
          .send(runId, input)
          .whenComplete((value, error) -> {
            if (error == null) {
              reply.complete(value);
            } else {
              reply.completeExceptionally(error);
            }
          });
    } catch (Throwable e) {
      reply.completeExceptionally(e);
    }
  }

  private UndrivenRuns.Drivers drivers() {
    return new UndrivenRuns.Drivers() {
      @Override
      public boolean takeUp(String runId, Inbox.Item item) {
        return driven.takeUp(runId, item);
      }

      @Override
      public UndrivenRuns.Reopened reopen(StoredRuns.Loaded loaded) {
        RunView view = loaded.view();
        Mode mode = view.state().started().map(Body.RunStarted::mode).orElse(Mode.OFFLINE);
        admission.require(view.job().tenant(), requireAgents(view.program(), mode));
        return driven.reopen(loaded);
      }
    };
  }

  /// A run as it is now.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE` if its content was erased, or
  ///   `UNAVAILABLE` if the store cannot be read
  public RunView view(String runId) {
    RunLoop run = known(runId);
    return run != null ? run.view() : stored.load(runId).view();
  }

  /// The place of a run among those whose agents are to be asked: see [RunView#position].
  public int position(String runId) {
    RunLoop run = driven.get(runId);
    return run == null ? 0 : run.view().position();
  }

  private @Nullable RunLoop known(String runId) {
    RunLoop run = driven.get(runId);
    return run != null ? run : finished.get(runId);
  }

  /// Why each agent of a run ran or did not, cycle by cycle; reads the whole run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  public List<Explain.Cycle> explain(String runId) {
    return stored.explain(runId);
  }

  /// Forgets what is kept in memory of a job's runs, which are final.
  void forget(String jobId) {
    finished.forget(jobId);
  }

  /// Completes with the run once it is final, waits for a person or is paused. Completes with the
  /// run as it is when the time is over, and at once while draining.
  public CompletableFuture<RunView> await(String runId, Duration atMost) {
    RunLoop run = driven.get(runId);
    if (run != null) {
      return waits.begin(run, atMost);
    }
    CompletableFuture<RunView> view = new CompletableFuture<>();
    host.executor()
        .execute(() -> {
          try {
            view.complete(view(runId));
          } catch (Throwable e) {
            view.completeExceptionally(e);
          }
        });
    return view;
  }

  /// A cursor over a run's events.
  ///
  /// @param after sequence of the last event not wanted; 0 for all
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `BAD_CURSOR` if the position is beyond the
  ///   last event, `GONE` if its content was erased, or `UNAVAILABLE` if the store cannot be read
  public Feed feed(String runId, long after) {
    RunLoop run = known(runId);
    if (run != null) {
      requirePosition(after, run.topic().last());
      return new Feed(journal, runId, topics, run.topic(), after);
    }
    JobStore.Run found = stored.keptRun(runId);
    requirePosition(after, found.sequence());
    return found.head().status().isFinal()
        ? new Feed(journal, runId, null, null, after)
        : new Feed(journal, runId, topics, topics.find(runId), after);
  }

  private static void requirePosition(long after, long last) {
    if (after < 0 || after > last) {
      throw new ConvergeException(
          ErrorCode.BAD_CURSOR, "cursor: " + after + " (expected: 0 to " + last + ")");
    }
  }

  /// Takes up every run that is not final and that nobody drives here; returns once all are taken
  /// up, and looks again from time to time. If the store cannot be read, it returns and tries again
  /// later: see [#recovered()].
  public void recover() {
    recovery.start();
  }

  private Recovery.Finder finder() {
    return new Recovery.Finder() {
      @Override
      public boolean adopt(String runId) {
        return !intake.creating(runId) && driven.adopt(runId);
      }

      @Override
      public boolean parked(String runId) {
        return parked.holds(runId);
      }

      @Override
      public void lookAtPrograms() {
        parked.look();
      }

      @Override
      public void lookAgain() {
        parked.ids().forEach(this::adopt);
        for (String runId : topics.undriven()) {
          // Whoever listens to a run that is driven elsewhere is told late.
          jobs.run(runId).ifPresent(run -> topics.stored(runId, run.sequence()));
        }
      }

      @Override
      public boolean draining() {
        return draining;
      }
    };
  }

  /// Whether runs that a crash interrupted have been taken up since the start.
  public boolean recovered() {
    return recovery.done();
  }

  /// Runs taken up since the start that another process, or this one before it went down, had left.
  public long adopted() {
    return driven.adopted();
  }

  /// Runs that are driven here, in memory: not final ones, and not those that were put aside
  /// because they only wait for people or a time.
  public int active() {
    return driven.size();
  }

  /// Runs that only wait for people or a time, as they were last counted: see
  /// [EngineSettings#scanEvery].
  public long putAside() {
    return recovery.resting();
  }

  /// Runs that are not final and cannot go on here, because their templates are not installed or
  /// their events cannot be read.
  public int parked() {
    return parked.size();
  }

  /// A bound for admission that needs no count while few runs are in memory.
  private int atMostRunning() {
    return driven.size() < settings.maxRunning() ? driven.size() : running();
  }

  /// Runs in status `running`: not those that wait or are paused. Walks all runs in memory.
  public int running() {
    return driven.running();
  }

  /// Agent calls under way.
  public int callsInFlight() {
    return queues.waiting().inFlight() + queues.computing().inFlight();
  }

  /// Runs whose agents are not asked yet, because it is the turn of others.
  public int queued() {
    return queues.waiting().queued() + queues.computing().queued();
  }

  /// Agent calls that wait for room.
  public int callsWaiting() {
    return queues.waiting().waiting() + queues.computing().waiting();
  }

  /// Bytes in memory of recent events and finished runs.
  public long keptBytes() {
    return memory.used();
  }

  /// Streams that listen for more.
  public int listeners() {
    return topics.listeners();
  }

  /// The clock of the host is set, see [ClockWatch]: running time is not counted over it, and
  /// deadlines that have come are seen.
  ///
  /// @param by how far it is set forward, or back if negative
  /// @param set sets it
  public void clockSet(Duration by, Runnable set) {
    driven.all().forEach(run -> run.clockIsSet(by));
    set.run();
    driven.all().forEach(RunLoop::wokenUp);
    recovery.clockSet(by.isNegative());
  }

  /// Clients that wait for a run: see [#await].
  public int waits() {
    return waits.size();
  }

  /// Whether it takes no more work.
  public boolean draining() {
    return draining;
  }

  /// Takes no more work: what is under way is left to whoever takes it up. Ends all waits.
  public void drain() {
    draining = true;
    waits.endAll();
    providers.close();
    recovery.close();
  }

  /// Drains and stops every run; what was stored goes on after a restart.
  @Override
  public void close() {
    drain();
    driven.all().forEach(RunLoop::stop);
    appends.close();
  }

  private static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(new ConvergeException(code, message));
  }
}
