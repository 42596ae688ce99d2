package dev.converge.temporal;

import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The workers of a process, which drive the runs of a task queue.
public final class TemporalWorkers implements AutoCloseable {
  /// How long turns and calls may take to end when the process is told to stop.
  private static final Duration ENDING = Duration.ofSeconds(5);

  /// How long the code of a workflow may run at a time. It never waits, so only an overloaded
  /// machine needs that long.
  static final Duration STUCK = Duration.ofSeconds(10);

  private final TemporalSettings settings;
  private final WorkerFactory factory;
  private final AgentCalls calls;

  private TemporalWorkers(TemporalSettings settings, WorkerFactory factory, AgentCalls calls) {
    this.settings = settings;
    this.factory = factory;
    this.calls = calls;
  }

  /// Starts them.
  ///
  /// @param maxAgentCalls maximum number of concurrent agent calls
  /// @param version of this program, for worker versioning
  public static TemporalWorkers start(
      TemporalConnection connection, WorkerParts parts, int maxAgentCalls, String version) {
    TemporalSettings settings = connection.settings();
    WorkerFactory factory = WorkerFactory.newInstance(connection.client());
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setMaxConcurrentActivityExecutionSize(maxAgentCalls)
            .setDefaultDeadlockDetectionTimeout(STUCK.toMillis())
            .setStickyQueueScheduleToStartTimeout(settings.lastWorker())
            .setUsingVirtualThreads(true);
    String deployment = settings.deployment();
    if (deployment != null) {
      options.setDeploymentOptions(
          WorkerDeploymentOptions.newBuilder()
              .setUseVersioning(true)
              .setVersion(new WorkerDeploymentVersion(deployment, version))
              .setDefaultVersioningBehavior(VersioningBehavior.PINNED)
              .build());
    }
    AgentCalls calls = register(factory.newWorker(settings.taskQueue(), options.build()), parts);
    factory.start();
    return new TemporalWorkers(settings, factory, calls);
  }

  static AgentCalls register(Worker worker, WorkerParts parts) {
    Turns turns = new Turns(parts);
    AgentCalls calls = new AgentCalls(parts, turns);
    worker.registerWorkflowImplementationTypes(DrivenRun.class);
    worker.registerActivitiesImplementations(turns, calls);
    return calls;
  }

  /// Number of agents that are currently asked.
  public int callsUnderWay() {
    return calls.underWay();
  }

  @Override
  public String toString() {
    return settings.toString();
  }

  @Override
  public void close() {
    factory.shutdownNow();
    factory.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
  }
}
