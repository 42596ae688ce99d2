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
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Room;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.outside.NearbyWorkers;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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

  /// With what Temporal shows of runs.
  static Hosted withAttributes(Agents agents, Program... programs) {
    return new Hosted(Duration.ofSeconds(10), agents, ScriptedPrograms.installed(programs), true);
  }

  Hosted(Duration heartbeat, Agents agents, Programs programs) {
    this(heartbeat, agents, programs, false);
  }

  private Hosted(Duration heartbeat, Agents agents, Programs programs, boolean attributes) {
    this.env = TestWorkflowEnvironment.newInstance(options());
    InstantSource clock = () -> Instant.ofEpochMilli(env.currentTimeMillis());
    this.host = new Host(threads, timers, clock, InstantSource.system(), new SecureRandom());
    this.store = new MemoryStore(threads, clock);
    this.settings =
        new TemporalSettings(
            "in-process",
            env.getNamespace(),
            "converge-test-" + UUID.randomUUID(),
            false,
            null,
            null,
            null,
            null,
            heartbeat,
            TemporalSettings.DEFAULT_LAST_WORKER,
            attributes,
            null);
    if (attributes) {
      AttributesTest.create(env);
    }
    TemporalConnection connection =
        TemporalConnection.over(settings, env.getWorkflowServiceStubs());
    TemporalHost temporal = new TemporalHost(host, connection, store);
    NearbyWorkers nearby = new NearbyWorkers(store);
    this.engine =
        new Engine(
            EngineSettings.DEFAULT,
            host,
            new EngineStore(
                store, store, temporal.replica(nearby.replica()), Room.UNLIMITED, temporal),
            programs,
            agents,
            RunObserver.none());
    Worker worker =
        env.newWorker(
            settings.taskQueue(),
            WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setDefaultDeadlockDetectionTimeout(TemporalWorkers.STUCK.toMillis())
                .build());
    TemporalWorkers.register(
        worker,
        new WorkerParts(
            host,
            store,
            store,
            programs,
            agents,
            Room.UNLIMITED,
            nearby,
            EngineSettings.UNLIMITED));
    env.start();
    engine.recover();
  }

  /// Of Temporal's test server, or of the cluster that the property `temporal.target` names.
  private static TestEnvironmentOptions options() {
    String target = System.getProperty("temporal.target", "");
    TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder();
    return target.isEmpty()
        ? options.setUseTimeskipping(true).build()
        : options
            .setUseExternalService(true)
            .setTarget(target)
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setNamespace(TemporalSettings.DEFAULT_NAMESPACE)
                    .build())
            .build();
  }

  Engine engine() {
    return engine;
  }

  TestWorkflowEnvironment env() {
    return env;
  }

  Host host() {
    return host;
  }

  MemoryStore store() {
    return store;
  }

  /// The state of a run once it is as wanted.
  RunState once(String runId, Predicate<RunState> wanted) {
    return once(engine, runId, wanted);
  }

  /// Waits until something is so.
  static void until(BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it never became so");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
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
