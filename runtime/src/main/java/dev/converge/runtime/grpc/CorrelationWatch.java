package dev.converge.runtime.grpc;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.JobPage;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.call.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the jobs of a correlation id, including later ones, by polling: so it finds the jobs that
/// any replica accepted. Used by one thread at a time.
final class CorrelationWatch {
  /// How often it polls for new jobs.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Maximum number of jobs that one subscription follows.
  static final int MAX_JOBS = 1_000;

  /// Jobs can become visible later than their time of creation, by at most this time.
  private static final Duration OVERLAP = Duration.ofSeconds(30);

  private static final int PAGE = 200;

  private final JobOperations jobs;
  private final Caller caller;
  private final String correlationId;
  private final Map<String, Instant> known = new LinkedHashMap<>();
  private @Nullable Instant newest;
  private int followed;

  CorrelationWatch(JobOperations jobs, Caller caller, String correlationId) {
    this.jobs = jobs;
    this.caller = caller;
    this.correlationId = correlationId;
  }

  String correlationId() {
    return correlationId;
  }

  /// Jobs that did not exist at the previous poll, oldest first. Blocks for I/O.
  ///
  /// @throws ConvergeException with `OVERLOADED` if there are too many
  List<JobStore.Job> look() {
    Instant since = newest == null ? null : newest.minus(OVERLAP);
    List<JobStore.Job> fresh = new ArrayList<>();
    String cursor = null;
    do {
      JobPage page = jobs.list(caller, JobQuery.ofCorrelation(correlationId, since, cursor, PAGE));
      for (JobStore.Listed listed : page.jobs()) {
        if (!known.containsKey(listed.job().jobId())) {
          fresh.add(listed.job());
        }
      }
      if (followed + fresh.size() > MAX_JOBS) {
        throw new ConvergeException(
            ErrorCode.OVERLOADED,
            "jobs of the correlation id: more than " + MAX_JOBS + " (expected: subscribe by job)");
      }
      cursor = page.nextCursor().orElse(null);
    } while (cursor != null);
    followed += fresh.size();
    fresh.forEach(job -> remember(job));
    if (newest != null) {
      Instant forgotten = newest.minus(OVERLAP);
      known.values().removeIf(created -> created.isBefore(forgotten));
    }
    return fresh.reversed();
  }

  private void remember(JobStore.Job job) {
    known.put(job.jobId(), job.createdAt());
    if (newest == null || job.createdAt().isAfter(newest)) {
      newest = job.createdAt();
    }
  }

  /// A job is no longer followed.
  void over() {
    followed--;
  }
}
