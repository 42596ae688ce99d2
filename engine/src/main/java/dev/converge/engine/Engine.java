package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Explain;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Status;
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
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs: takes them in, drives their runs, recovers those that a crash interrupted, and shows
/// what became durable. Several engines may work on one store: each run is driven by one of them,
/// and all of them show every run and take every input. Thread-safe. Methods that return a future
/// never block; the others may wait for the store.
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final Host host;
  private final JobStore jobs;
  private final Agents agents;
  private final UuidV7 ids;
  private final Calls.Queues queues;
  private final RunAdmission admission;
  private final Replays replays;
  private final Forks forks;
  private final MemoryBudget memory;
  private final StoredRuns stored;
  private final Topics topics;
  private final DrivenRuns driven;
  private final FinishedRuns finished;
  private final Appends appends;
  private final ParkedRuns parked;
  private final UndrivenRuns undriven;
  private final Posts posts;
  private final Intake intake;
  private final Recovery recovery;
  private final Waits waits;
  private final RunReader reader;
  private final ProviderWatch providers;
  private volatile boolean draining;

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
    Journal journal = store.journal();
    Replica replica = store.replica();
    this.host = host;
    this.jobs = store.jobs();
    this.agents = agents;
    this.memory = new MemoryBudget(settings.maxKeptBytes());
    this.topics = new Topics(host.executor(), journal, memory, replica.watches());
    this.waits = new Waits(host, topics, waited());
    this.providers = new ProviderWatch(host, agents, this::providerBack);
    this.queues = Calls.Queues.of(host, settings, memory);
    RunObserver all =
        RunObserver.all(List.of(observer.guarded(), waits, providers, queues.work().guarded()));
    this.ids = new UuidV7(host.clock(), host.random());
    this.intake = new Intake(host, jobs, agents, ids, settings.maxJobBytes(), this::begin);
    this.stored = new StoredRuns(journal, jobs, programs);
    this.appends = new Appends(host, journal);
    RunObserver untaken =
        RunObserver.all(
            List.of(all, (_, runId, _, state) -> topics.stored(runId, state.sequence())));
    this.parked = new ParkedRuns(host, journal, jobs, stored, untaken);
    this.replays = new Replays(host, stored, jobs, agents, store.room());
    this.forks = new Forks(host, stored, agents);
    DrivenRuns.RunCalls calls = (run, reuse) -> new Calls(host, agents, queues, run, reuse);
    this.driven =
        new DrivenRuns(
            new DrivenRuns.Tools(
                host, appends, stored, replica, all, calls, settings.maxJobBytes()),
            forks,
            parked,
            topics,
            listener());
    this.finished = new FinishedRuns(settings.maxFinishedKept());
    this.posts = new Posts(host, replica.inputs(), stored, ids, postedRuns());
    this.undriven = new UndrivenRuns(stored, parked, finished, drivers());
    this.admission =
        new RunAdmission(
            settings,
            host.heap(),
            host.steady(),
            queues.work(),
            queues::ahead,
            () -> driven.atMostRunning(settings.maxRunning()) + intake.size());
    this.reader = new RunReader(journal, stored, driven, finished, topics, replica.membership());
    this.recovery = new Recovery(settings.scanEvery(), host, jobs, replica.ownership(), finder());
    replica.inputs().whenPosted(runId -> host.executor().execute(() -> driven.posted(runId)));
    replica.membership().listen(member());
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

      @Override
      public void moved(String runId) {
        waits.moved(runId);
      }
    };
  }

  private Membership.Listener member() {
    return new Membership.Listener() {
      @Override
      public void lost(String why) {
        LOG.warn("other servers may take over the runs of this one: {}", why);
        driven.lost();
        appends.fence();
      }

      @Override
      public void joined() {
        LOG.info("this server works together with the others again");
        recovery.freed();
      }

      @Override
      public void freed() {
        recovery.freed();
      }
    };
  }

  private Waits.Reader waited() {
    return new Waits.Reader() {
      @Override
      public Status status(String runId) {
        return reader.status(runId);
      }

      @Override
      public RunView view(String runId) {
        return reader.view(runId);
      }
    };
  }

  private Posts.Runs postedRuns() {
    return new Posts.Runs() {
      @Override
      public DrivenRuns.TakenUp takeUp(String runId) {
        return driven.takeUp(runId, null);
      }

      @Override
      public CompletableFuture<Reply> sendToFinal(String runId, Input input) {
        return undriven.sendToFinal(runId, input);
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
      public DrivenRuns.TakenUp takeUp(String runId, Inbox.Item item) {
        return driven.takeUp(runId, item);
      }

      @Override
      public CompletableFuture<Reply> post(String runId, Input input) {
        return posts.send(runId, input);
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
    return reader.view(runId);
  }

  /// The place of a run among those whose agents are to be asked: see [RunView#position].
  public int position(String runId) {
    RunLoop run = driven.get(runId);
    return run == null ? 0 : run.view().position();
  }

  /// Why each agent of a run ran or did not, cycle by cycle; reads the whole run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  public List<Explain.Cycle> explain(String runId) {
    return reader.explain(runId);
  }

  /// Forgets what is kept in memory of a job's runs, which are final.
  void forget(String jobId) {
    finished.forget(jobId);
    stored.contentErased();
    agents.contentErased();
  }

  /// Completes with the run once it is final, waits for a person or is paused. Completes with the
  /// run as it is when the time is over, and at once while draining.
  public CompletableFuture<RunView> await(String runId, Duration atMost) {
    RunLoop run = driven.get(runId);
    if (run != null) {
      return waits.begin(run, atMost);
    }
    CompletableFuture<RunView> answer = new CompletableFuture<>();
    host.executor()
        .execute(() -> {
          try {
            RunView last = view(runId);
            if (reader.mayGoOnElsewhere() && !parked.holds(runId)) {
              waits.follow(last, atMost).thenAccept(answer::complete);
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
    return reader.feed(runId, after);
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
    posts.close();
  }

  /// Drains, stops every run and gives it up; what was stored goes on elsewhere or after a restart.
  @Override
  public void close() {
    drain();
    driven.all().forEach(RunLoop::stop);
    appends.close();
    driven.releaseAll();
  }

  private static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(new ConvergeException(code, message));
  }
}
