package dev.converge.engine.store;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.core.text.TemplateReference;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.ProposalStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Submitted jobs, their runs, and the idempotency keys of submissions. Thread-safe.
public interface JobStore extends ProposalStore, StoredBytes {
  /// How long an idempotency key is kept.
  Duration KEY_RETENTION = Duration.ofHours(24);

  /// Maximum number of jobs or runs on one page: one more than a client can request, which shows
  /// whether there are more.
  int MAX_PAGE = 1_001;

  /// A job and its first run, as stored.
  ///
  /// @param tenant that it belongs to; `default` without authentication
  /// @param jobId of the job
  /// @param runId of its first run
  /// @param submission the submitted job as canonical JSON; empty in lists, which never read it
  /// @param template name
  /// @param version of the template, pinned
  /// @param templateHash hash of its content
  /// @param correlationId from the client, or `null`
  /// @param createdAt time of acceptance; kept in milliseconds
  /// @param key name of the authenticated principal that submitted it; empty without
  ///   authentication, and for jobs from versions that did not store it
  record Job(
      String tenant,
      String jobId,
      String runId,
      String submission,
      String template,
      String version,
      String templateHash,
      @Nullable String correlationId,
      Instant createdAt,
      String key) {
    /// Truncates the time to milliseconds, as it is stored.
    public Job {
      createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /// Why its runs cannot continue, be forked or be exported while its template is not installed
    /// with the content that it was submitted with.
    public String notInstalled() {
      return "template "
          + new TemplateReference(template, version)
          + " is not installed with the content of job "
          + jobId
          + " ; install that content again";
    }

    /// A job without an authenticated principal.
    public Job(
        String tenant,
        String jobId,
        String runId,
        String submission,
        String template,
        String version,
        String templateHash,
        @Nullable String correlationId,
        Instant createdAt) {
      this(
          tenant,
          jobId,
          runId,
          submission,
          template,
          version,
          templateHash,
          correlationId,
          createdAt,
          "");
    }

    /// The erasure of its content; empty if it was not erased.
    public Optional<Erasure> erasure() {
      return Erasure.of(submission);
    }

    /// This job with its content erased, including everything from the client and the correlation
    /// id.
    public Job erased(Erasure erasure) {
      return new Job(
          tenant,
          jobId,
          runId,
          erasure.submission(),
          template,
          version,
          templateHash,
          null,
          createdAt,
          key);
    }

    /// This job as lists show it.
    public Job withoutSubmission() {
      return new Job(
          tenant, jobId, runId, "", template, version, templateHash, correlationId, createdAt, key);
    }
  }

  /// A run as lists show it.
  ///
  /// @param replayOf the run that it replays, or `null` for a job's first run
  /// @param sequence of its last event
  /// @param createdAt kept in milliseconds
  record Run(
      String runId,
      String jobId,
      @Nullable String replayOf,
      long sequence,
      Journal.RunHead head,
      Instant createdAt) {
    /// Truncates the time to milliseconds, as it is stored.
    public Run {
      createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// Makes a request to create something idempotent.
  ///
  /// @param operation scope of the key, such as `submit`
  /// @param key from the client
  /// @param fingerprint digest of the canonical body
  record IdempotencyKey(String operation, String key, String fingerprint) {}

  /// Stores a job, its first run, its first events and its key atomically, and reports it once they
  /// are durable. `done` is called as by [Journal#append].
  ///
  /// @param events numbered from 1
  /// @param key or `null`
  /// @throws IllegalArgumentException if the events are not numbered from 1
  void create(
      Job job,
      List<Sealed> events,
      Journal.RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done);

  /// Stores a further run of a job with its first events. The result is `Unavailable` if the job
  /// does not exist, and `Gone` if its content was erased.
  ///
  /// @throws IllegalArgumentException if the events are not numbered from 1
  void createRun(
      String jobId,
      String runId,
      String replayOf,
      Instant createdAt,
      List<Sealed> events,
      Journal.RunHead head,
      Consumer<CreateResult> done);

  /// The outcome of a creation.
  sealed interface CreateResult {
    /// The job or run is durable.
    record Created() implements CreateResult {}

    /// The key was used before with the same fingerprint, for this job.
    record SameKey(Job job) implements CreateResult {}

    /// The key was used before with another fingerprint, for this job.
    record OtherBody(Job job) implements CreateResult {}

    /// The content of the job was erased, so it can get no further runs. Nothing was stored.
    record Gone(Erasure erasure) implements CreateResult {}

    /// The store failed. Nothing was stored, and a retry may help.
    record Unavailable(String message) implements CreateResult {}
  }

  /// What a creation with a key would find: `SameKey` or `OtherBody` if the key was used before and
  /// is still kept, otherwise empty. Blocks for I/O.
  Optional<CreateResult> keyed(String tenant, IdempotencyKey key);

  /// The job with an id in a tenant. Blocks for I/O.
  Optional<Job> job(String tenant, String jobId);

  /// The job of a run in any tenant. Blocks for I/O.
  Optional<Job> jobOfRun(String runId);

  /// The run with an id. Blocks for I/O.
  Optional<Run> run(String runId);

  /// The runs of a job, first one first. Blocks for I/O.
  List<Run> runs(String jobId);

  /// Runs that are not final, oldest first; for recovery. Blocks for I/O.
  ///
  /// @param afterRunId continue after this run, which may have ended by now; empty for the first
  ///   page
  /// @param limit from 1 to [#MAX_PAGE]
  /// @throws ConvergeException with `RUN_NOT_FOUND` if that run does not exist
  List<Run> unfinished(String afterRunId, int limit);

  /// Runs that must be driven now or at a later time if nobody drives them, earliest first: those
  /// that are not final and do not rest forever. Blocks for I/O.
  ///
  /// @param after continue after this one
  /// @param limit from 1 to [#MAX_PAGE]
  List<Due> due(Due after, int limit);

  /// A run that must be driven from a time on.
  ///
  /// @param number of the run in the order of its store
  /// @param at [Rest#NONE] if it does not rest
  /// @param lastAt when its last event was
  record Due(String runId, long number, Instant at, Instant lastAt) {
    /// Before all others.
    public static final Due START = new Due("", -1, Rest.NONE, Instant.EPOCH);

    /// Before all that rest until after a time.
    public static Due after(Instant time) {
      return new Due("", Long.MAX_VALUE, time.truncatedTo(ChronoUnit.MILLIS), Instant.EPOCH);
    }

    /// Before all that rest until a time.
    public static final Due RESTING = new Due("", -1, Rest.NONE.plusMillis(1), Instant.EPOCH);
  }

  /// Number of resting runs that are not final. Blocks for I/O.
  long resting();

  /// The templates, as pinned, of all runs that are not final. Reads all of these runs. Blocks for
  /// I/O.
  List<Pinned> pinned();

  /// A template with the content that jobs were submitted with.
  record Pinned(String tenant, String template, String version, String templateHash) {}

  /// Jobs with their first runs, newest first (by time of creation; jobs with the same time by the
  /// order of storing). Blocks for I/O. No job is skipped or repeated from page to page while
  /// others are created.
  ///
  /// @throws ConvergeException with `BAD_CURSOR` if the job to continue after does not exist
  List<Listed> list(Query query);

  /// Number of jobs and usage of their first runs, by template and status. Blocks for I/O.
  ///
  /// @param since only jobs created at or after this time
  List<Tally> tally(String tenant, Instant since);

  /// Jobs of one template whose first runs have the same status.
  record Tally(String template, Status status, long jobs, long tokens, long costMicros) {}

  /// A job and its first run in a list.
  ///
  /// @param notes from the client
  record Listed(Job job, Run run, JobNotes notes) {}

  /// Selects jobs; `null` and empty do not filter.
  ///
  /// @param which filters other than the times
  /// @param since created at or after
  /// @param until created before
  /// @param beforeJobId continue after this job of the previous page, or `null`
  /// @param limit from 1 to [#MAX_PAGE]
  record Query(
      String tenant,
      JobFilter which,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String beforeJobId,
      int limit) {
    /// Checks the limit.
    ///
    /// @throws IllegalArgumentException if it is out of range
    public Query {
      requirePage(limit);
    }

    /// Filters by one status, template and correlation id.
    public Query(
        String tenant,
        @Nullable Status status,
        @Nullable String template,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String correlationId,
        @Nullable String beforeJobId,
        int limit) {
      this(tenant, JobFilter.of(status, template, correlationId), since, until, beforeJobId, limit);
    }
  }

  /// Checks the size of a page.
  ///
  /// @throws IllegalArgumentException if it is out of range
  static void requirePage(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
    }
  }

  /// Whether a write would currently succeed. Quick, from a cached check.
  boolean writable();
}
