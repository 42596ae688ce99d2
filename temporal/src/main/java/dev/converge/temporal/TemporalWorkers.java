package dev.converge.temporal;

import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The workers of a process: they drive runs of a task queue.
public final class TemporalWorkers implements AutoCloseable {
  /// How long turns and calls may take to end when the process is told to end.
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final WorkerFactory factory;

  private TemporalWorkers(WorkerFactory factory) {
    this.factory = factory;
  }

  /// Starts them.
  ///
  /// @param maxAgentCalls most calls of agents at a time
  /// @param version of this program, for worker versioning
  public static TemporalWorkers start(
      TemporalConnection connection, WorkerParts parts, int maxAgentCalls, String version) {
    TemporalSettings settings = connection.settings();
    WorkerFactory factory = WorkerFactory.newInstance(connection.client());
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setMaxConcurrentActivityExecutionSize(maxAgentCalls)
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
    register(factory.newWorker(settings.taskQueue(), options.build()), parts);
    factory.start();
    return new TemporalWorkers(factory);
  }

  static void register(Worker worker, WorkerParts parts) {
    Turns turns = new Turns(parts);
    worker.registerWorkflowImplementationTypes(DrivenRun.class);
    worker.registerActivitiesImplementations(turns, new AgentCalls(parts, turns));
  }

  @Override
  public void close() {
    factory.shutdownNow();
    factory.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
  }
}
