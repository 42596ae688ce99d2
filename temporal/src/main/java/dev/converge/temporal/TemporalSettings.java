package dev.converge.temporal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How Temporal is reached and used.
///
/// @param target host and port of its frontend
/// @param namespace in which the runs are
/// @param taskQueue that servers put runs in and workers take them from
/// @param tls whether the connection is encrypted; with an API key it always is
/// @param certificates file of the authorities to trust, or `null` for those of the system
/// @param clientCertificate file of this process's certificate, or `null`
/// @param clientKey file of its key, or `null`
/// @param apiKey or `null`; never shown
/// @param heartbeat after which silence the worker of an agent call is taken for lost
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
  /// The namespace unless something else is said.
  public static final String DEFAULT_NAMESPACE = "default";

  /// The task queue unless something else is said.
  public static final String DEFAULT_QUEUE = "converge";

  /// The longest time without a heartbeat unless something else is said.
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

  /// How long a turn waits for the last worker unless something else is said.
  public static final Duration DEFAULT_LAST_WORKER = Duration.ofSeconds(2);

  @Override
  public String toString() {
    return "Temporal at " + target + ", namespace " + namespace + ", task queue " + taskQueue;
  }
}
