package dev.converge.testkit;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.host.HeapRoom;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.MemoryStore;
import dev.converge.testkit.outside.HostedEngine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The real engine on virtual threads over a store in memory, for tests that want real concurrency.
/// Can be restarted on the same store. Not thread-safe itself; the engine is.
public final class LiveEngine implements AutoCloseable {
  /// How long a test waits for what must come soon, on a machine that is busy with others. Shorter
  /// than the longest wait that a test asks a server for, so that a wait that is not ended is seen.
  public static final Duration PATIENCE = Duration.ofSeconds(45);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final Host host;
  private final MemoryStore store;
  private final EngineSettings settings;
  private final Programs programs;
  private final Agents agents;
  private HostedEngine hosted;

  /// Starts it.
  public LiveEngine(EngineSettings settings, Agents agents, Program... programs) {
    this(new SteadyClock(), settings, agents, programs);
  }

  /// Starts it with a clock.
  public LiveEngine(
      InstantSource clock, EngineSettings settings, Agents agents, Program... programs) {
    this.host = new Host(threads, timers, clock, new SecureRandom());
    this.store = new MemoryStore(threads, clock);
    this.settings = settings;
    this.programs = ScriptedPrograms.installed(programs);
    this.agents = agents;
    this.hosted = start();
  }

  /// Starts it with a heap that is watched.
  public LiveEngine(HeapRoom heap, Agents agents, Program... programs) {
    InstantSource clock = new SteadyClock();
    this.host =
        new Host(
            threads, threads, Integer.MAX_VALUE, timers, clock, clock, new SecureRandom(), heap);
    this.store = new MemoryStore(threads, clock);
    this.settings = EngineSettings.DEFAULT;
    this.programs = ScriptedPrograms.installed(programs);
    this.agents = agents;
    this.hosted = start();
  }

  /// Starts it with threads of their own for agents that compute.
  ///
  /// @param processors how many of them compute at a time
  public LiveEngine(Executor computing, int processors, Agents agents, Program... programs) {
    this(new SteadyClock(), computing, processors, agents, programs);
  }

  /// The same, with a clock.
  public LiveEngine(
      InstantSource clock, Executor computing, int processors, Agents agents, Program... programs) {
    this.host = new Host(threads, computing, processors, timers, clock, clock, new SecureRandom());
    this.store = new MemoryStore(threads, clock);
    this.settings = EngineSettings.DEFAULT;
    this.programs = ScriptedPrograms.installed(programs);
    this.agents = agents;
    this.hosted = start();
  }

  private HostedEngine start() {
    HostedEngine started =
        HostedEngine.of(
            new HostedEngine.Parts(
                settings, host, store, programs, agents, RunObserver.none(), RunObserver.none()));
    started.engine().recover();
    return started;
  }

  /// The engine that runs now.
  public Engine engine() {
    return hosted.engine();
  }

  /// The store under it.
  public MemoryStore store() {
    return store;
  }

  /// Closes the engine and starts another on the same store, which takes up what was interrupted.
  public void restart() {
    hosted.close();
    hosted = start();
  }

  /// Submits a job with one seed and the program's own budget.
  ///
  /// @return the run's id
  public String submit(Program program) {
    return get(submitted(program)).job().runId();
  }

  /// Submits a job with one seed and the program's own budget, without waiting.
  public CompletableFuture<AcceptedJob> submitted(Program program) {
    Budget budget = program.definition().budget();
    return engine()
        .submit(
            Submission.of(
                program,
                List.of(new Seed("seed:1", "Where it starts.", null)),
                budget,
                Mode.OFFLINE));
  }

  /// The run once it is final.
  public RunView await(String runId) {
    once(runId, () -> store.run(runId).orElseThrow().head().status().isFinal() ? runId : null);
    return get(engine().await(runId, PATIENCE));
  }

  /// The run once a proposal waits for a decision.
  public RunState waiting(String runId, String proposalId) {
    return until(
        runId,
        state ->
            state.pending().stream()
                .anyMatch(p -> p.proposalId().equals(proposalId) && p.decision().isEmpty()));
  }

  /// The run once something holds of it; looks again at each event.
  public RunState until(String runId, Predicate<RunState> holds) {
    return once(
        runId,
        () -> {
          RunState state = engine().view(runId).state();
          return holds.test(state) ? state : null;
        });
  }

  /// What is found of a run once it is; looks again at each event.
  private <T> T once(String runId, Supplier<@Nullable T> seek) {
    CompletableFuture<T> found = new CompletableFuture<>();
    Runnable look =
        () -> {
          T now = seek.get();
          if (now != null) {
            found.complete(now);
          }
        };
    try (Feed feed = engine().feed(runId, 0)) {
      feed.onMore(() -> threads.execute(look));
      look.run();
      return get(found);
    }
  }

  /// Waits until no run is driven: those that are not over were put aside.
  public void untilNoneIsDriven() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (engine().active() > 0) {
      if (System.nanoTime() > until) {
        throw new AssertionError(engine().active() + " runs are driven after " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  /// The value, which must come soon.
  ///
  /// @throws AssertionError if it does not, or there is a failure instead
  public static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no value within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    hosted.close();
    threads.shutdownNow();
    timers.close();
  }
}
