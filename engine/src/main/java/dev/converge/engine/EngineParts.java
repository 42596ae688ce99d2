package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.MemoryBudget;
import dev.converge.engine.feed.Topics;
import dev.converge.engine.fork.Forks;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.replay.Replays;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunHost;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Replica;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of an engine, and how they notify each other. Built once. The engine itself says what
/// callers can do with them.
final class EngineParts {
  private static final Logger LOG = LoggerFactory.getLogger(EngineParts.class);

  /// Of its part of the heap, what is kept for readers may take one in so many bytes. The rest is
  /// for prompts, which come and go.
  private static final int OF_READERS = 2;

  final Host host;
  final JobStore jobs;
  final Agents agents;
  final UuidV7 ids;
  final CallQueues queues;
  final RunAdmission admission;
  final Replays replays;
  final Forks forks;
  final MemoryBudget memory;
  final RunMemory runMemory = new RunMemory();
  final Topics topics;
  final DrivenRuns driven;
  final FinishedRuns finished;
  final StoredRuns stored;
  final Appends appends;
  final ParkedRuns parked;
  final UndrivenRuns undriven;
  final Posts posts;
  final Intake intake;
  final Recovery recovery;
  final Waits waits;
  final RunReader reader;
  final ProviderWatch providers;
  private final RunObserver observers;

  /// Drives the runs instead of this engine, or `null`.
  private final @Nullable RunHost outside;

  volatile boolean draining;

  EngineParts(
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
    long most = Math.min(settings.maxKeptBytes(), host.heap().share());
    this.memory = new MemoryBudget(most, Math.min(most, host.heap().share() / OF_READERS));
    this.topics = new Topics(host.executor(), journal, memory, replica.watches());
    this.waits = new Waits(host, topics, waited());
    this.providers = new ProviderWatch(host, agents, this::providerBack);
    this.queues = CallQueues.of(host, settings, memory);
    RunObserver all =
        RunObserver.all(List.of(observer.guarded(), waits, providers, queues.work().guarded()));
    this.observers = all;
    this.outside = store.host();
    this.ids = new UuidV7(host.clock(), host.random());
    this.intake = new Intake(host, store, agents, ids, settings.maxJobBytes(), this::begin);
    this.stored = new StoredRuns(journal, jobs, programs);
    this.appends = new Appends(host, journal);
    RunObserver untaken =
        RunObserver.all(
            List.of(all, (_, runId, _, state) -> topics.stored(runId, state.sequence())));
    this.parked = new ParkedRuns(host, store, stored, untaken);
    this.replays = new Replays(host, stored, jobs, agents, store.room());
    this.forks = new Forks(host, stored, agents);
    Calls.ReusingFactory calls =
        (run, reuse) -> new Calls(new Calls.Means(host, agents, queues, run, reuse));
    this.driven =
        new DrivenRuns(
            new DrivenRuns.Tools(
                host,
                appends,
                stored,
                replica,
                store.room(),
                all,
                calls,
                runMemory,
                settings.maxJobBytes()),
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
            () -> driven.atMostRunning(settings.maxRunning()) + intake.size(),
            () -> runMemory.taken() + (long) intake.size() * RunMemory.EACH);
    this.reader = new RunReader(journal, stored, driven, finished, topics, replica.membership());
    this.recovery = new Recovery(settings.scanEvery(), host, jobs, replica.ownership(), finder());
    replica.inputs().whenPosted(runId -> host.executor().execute(() -> driven.posted(runId)));
    replica.membership().listen(member());
  }

  /// Whether all agents compute.
  boolean requireAgents(Program program, Mode mode) {
    boolean computing = true;
    for (AgentSpec spec : program.agents()) {
      computing &= agents.agent(program, spec, mode).computes();
    }
    return computing;
  }

  /// The time in milliseconds, as inputs contain it.
  Instant now() {
    return host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void begin(Intake.Begun begun) {
    if (outside == null) {
      driven.begin(begun);
    } else {
      RunView run = begun.view();
      observers.appended(run.job(), run.runId(), begun.events(), run.state());
      outside.begins(run);
    }
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
        LOG.info("this server has joined the others again");
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
      public TakenUp takeUp(String runId) {
        return driven.takeUp(runId, null);
      }

      @Override
      public CompletableFuture<Reply> sendToFinal(String runId, Input input) {
        return undriven.sendToFinal(runId, input);
      }
    };
  }

  void sendToInactive(String runId, Input input, CompletableFuture<Reply> reply) {
    if (draining) {
      reply.completeExceptionally(
          new ConvergeException(ErrorCode.UNAVAILABLE, "the server is shutting down"));
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
      public TakenUp takeUp(String runId, Inbox.Item item) {
        return driven.takeUp(runId, item);
      }

      @Override
      public CompletableFuture<Reply> post(String runId, Input input) {
        return posts.send(runId, input);
      }

      @Override
      public Optional<CompletableFuture<Reply>> reopenOutside(RunView run, Input input) {
        if (outside == null) {
          return Optional.empty();
        }
        outside.reopens(run);
        return Optional.of(posts.send(run.runId(), input));
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

  private Recovery.Finder finder() {
    return new Recovery.Finder() {
      @Override
      public boolean adopt(String runId) {
        return !intake.creating(runId) && driven.adopt(runId);
      }

      @Override
      public boolean room() {
        return runMemory.taken() < host.heap().share();
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
          // Listeners to a run that is driven elsewhere are notified late.
          jobs.run(runId).ifPresent(run -> topics.stored(runId, run.sequence()));
        }
      }

      @Override
      public boolean draining() {
        return draining;
      }
    };
  }
}
