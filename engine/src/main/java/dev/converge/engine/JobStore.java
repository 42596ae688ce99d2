package dev.converge.engine;

import dev.converge.core.Sealed;
import dev.converge.core.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Jobs as they were submitted, their runs, and the keys that make submitting idempotent.
/// Thread-safe.
public interface JobStore {
  /// A job and its first run, as stored.
  ///
  /// @param tenant whom it belongs to; `default` without authentication
  /// @param jobId of the job
  /// @param runId of its first run
  /// @param submission the job as submitted: canonical JSON
  /// @param template name
  /// @param version of the template, pinned
  /// @param templateHash of its content
  /// @param correlationId the client's, or `null`
  /// @param createdAt when it was accepted
  record Job(
      String tenant,
      String jobId,
      String runId,
      String submission,
      String template,
      String version,
      String templateHash,
      @Nullable String correlationId,
      Instant createdAt) {}

  /// A run as lists show it.
  ///
  /// @param replayOf the run that it replays, or `null` for a job's first run
  /// @param sequence of its last event
  record Run(
      String runId,
      String jobId,
      @Nullable String replayOf,
      long sequence,
      Journal.RunHead head,
      Instant createdAt) {}

  /// What makes a request to create something idempotent.
  ///
  /// @param operation scope of the key, such as `submit`
  /// @param key the client's
  /// @param fingerprint digest of the canonical body
  record IdempotencyKey(String operation, String key, String fingerprint) {}

  /// Stores a job, its first run, its first events and its key, all or none; says so once durable.
  ///
  /// @param key or `null`
  void create(
      Job job,
      List<Sealed> events,
      Journal.RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done);

  /// Stores a further run of a job with its first events.
  void createRun(
      String jobId,
      String runId,
      String replayOf,
      Instant createdAt,
      List<Sealed> events,
      Journal.RunHead head,
      Consumer<CreateResult> done);

  /// What became of a creation.
  sealed interface CreateResult {
    /// Durable.
    record Created() implements CreateResult {}

    /// The key was used before with the same fingerprint, for this job.
    record SameKey(Job job) implements CreateResult {}

    /// The key was used before with another fingerprint, for this job.
    record OtherBody(Job job) implements CreateResult {}

    /// The store could not; nothing was stored, and trying again may help.
    record Unavailable(String message) implements CreateResult {}
  }

  /// The job of that id and tenant; blocks for I/O.
  Optional<Job> job(String tenant, String jobId);

  /// The job of a run, whoever it belongs to; blocks for I/O.
  Optional<Job> jobOfRun(String runId);

  /// The run of that id; blocks for I/O.
  Optional<Run> run(String runId);

  /// The runs of a job, first one first; blocks for I/O.
  List<Run> runs(String jobId);

  /// Runs that are not final, oldest first; for recovery. Blocks for I/O.
  ///
  /// @param afterRunId continue after this one; empty for the first page
  List<Run> unfinished(String afterRunId, int limit);

  /// Jobs with their first runs, newest first; blocks for I/O.
  List<Listed> list(Query query);

  /// A job and its first run in a list.
  record Listed(Job job, Run run) {}

  /// Which jobs to list; `null` does not filter.
  ///
  /// @param since created at or after
  /// @param until created before
  /// @param beforeJobId continue after this job of the page before, or `null`
  record Query(
      String tenant,
      @Nullable Status status,
      @Nullable String template,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String correlationId,
      @Nullable String beforeJobId,
      int limit) {}

  /// Whether a write would succeed now; quick, from a cached check.
  boolean writable();
}
