package dev.converge.temporal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to connect to Temporal and use it.
///
/// @param target host and port of its frontend
/// @param namespace of the runs
/// @param taskQueue in which servers put runs and from which workers take them
/// @param tls whether the connection is encrypted; with an API key it always is
/// @param certificates file of the authorities to trust, or `null` for those of the system
/// @param clientCertificate file of this process's certificate, or `null`
/// @param clientKey file of its key, or `null`
/// @param apiKey or `null`; never shown
/// @param heartbeat silence after which the worker of an agent call counts as lost
/// @param lastWorker how long a turn waits for the worker that took the last one and need not read
///   the history again
/// @param searchAttributes whether template, status and tenant of runs are search attributes, which
///   the namespace must know
/// @param deployment name of the worker deployment whose versions keep their runs, or `null`
///   without worker versioning
public record TemporalSettings(
    String target,
    String namespace,
    String taskQueue,
    boolean tls,
    @Nullable Path certificates,
    @Nullable Path clientCertificate,
    @Nullable Path clientKey,
    @Nullable String apiKey,
    Duration heartbeat,
    Duration lastWorker,
    boolean searchAttributes,
    @Nullable String deployment) {
  /// The default namespace.
  public static final String DEFAULT_NAMESPACE = "default";

  /// The default task queue.
  public static final String DEFAULT_QUEUE = "converge";

  /// The default maximum time without a heartbeat.
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

  /// The default time that a turn waits for the last worker.
  public static final Duration DEFAULT_LAST_WORKER = Duration.ofSeconds(2);

  @Override
  public String toString() {
    return "Temporal at " + target + ", namespace " + namespace + ", task queue " + taskQueue;
  }
}
