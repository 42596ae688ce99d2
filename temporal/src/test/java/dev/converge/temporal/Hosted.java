package dev.converge.temporal;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import dev.converge.testkit.ScriptedPrograms;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A server whose runs are driven inside Temporal's test server, by a worker in the same process.
/// The time of all is the test server's.
final class Hosted implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final TestWorkflowEnvironment env;
  private final MemoryStore store;
  private final Host host;
  private final Engine engine;
  private final TemporalSettings settings;

  Hosted(Agents agents, Program... programs) {
    this(Duration.ofSeconds(10), agents, ScriptedPrograms.installed(programs));
  }

  Hosted(Duration heartbeat, Agents agents, Programs programs) {
    this.env =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(true).build());
    InstantSource clock = () -> Instant.ofEpochMilli(env.currentTimeMillis());
    this.host = new Host(threads, timers, clock, InstantSource.system(), new SecureRandom());
    this.store = new MemoryStore(threads, clock);
    this.settings =
        new TemporalSettings(
            "in-process",
            env.getNamespace(),
            TemporalSettings.DEFAULT_QUEUE,
            false,
            null,
            null,
            null,
            null,
            heartbeat,
            false,
            null);
    TemporalConnection connection =
        TemporalConnection.over(settings, env.getWorkflowServiceStubs());
    TemporalHost temporal = new TemporalHost(host, connection, store);
    this.engine =
        new Engine(
            EngineSettings.DEFAULT,
            host,
            new EngineStore(
                store,
                store,
                temporal.replica(shared(Replica.alone(store))),
                Room.UNLIMITED,
                temporal),
            programs,
            agents,
            RunObserver.none());
    Worker worker =
        env.newWorker(
            settings.taskQueue(), WorkerOptions.newBuilder().setUsingVirtualThreads(true).build());
    TemporalWorkers.register(
        worker,
        new WorkerParts(
            host, store, store, programs, agents, RunObserver.none(), EngineSettings.UNLIMITED));
    env.start();
    engine.recover();
  }

  /// A replica that knows that runs go on elsewhere.
  private static Replica shared(Replica of) {
    Membership.Member self =
        new Membership.Member("one", "test", Instant.EPOCH, Instant.EPOCH, true);
    return new Replica(
        of.ownership(),
        of.watches(),
        of.inputs(),
        new Membership() {
          @Override
          public void listen(Listener listener) {}

          @Override
          public boolean member() {
            return true;
          }

          @Override
          public List<Member> members() {
            return List.of(self);
          }
        });
  }

  Engine engine() {
    return engine;
  }

  TestWorkflowEnvironment env() {
    return env;
  }

  MemoryStore store() {
    return store;
  }

  /// The state of a run once it is as wanted.
  RunState once(String runId, Predicate<RunState> wanted) {
    return once(engine, runId, wanted);
  }

  static RunState once(Engine engine, String runId, Predicate<RunState> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    RunState state = engine.view(runId).state();
    while (!wanted.test(state)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: run " + runId + " stays " + state.status());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      state = engine.view(runId).state();
    }
    return state;
  }

  @Override
  public void close() {
    engine.close();
    env.close();
    threads.shutdownNow();
    timers.close();
  }
}
